// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static io.drawbridge.it.harness.Configuration.text;

import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Configuration;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each check of an Okta token, line by line, and what its users are told to do next. */
class ExplainOktaIT extends ExplainFixture {
  private static final String OKTA = "https://example.okta.com/oauth2/default";

  @Test
  void okta() throws IOException {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", OKTA);
    claims.put("sub", "0oajob");
    claims.put("aud", "api://default");
    claims.put("iat", NOW - 600);
    claims.put("exp", NOW + 3000);
    claims.put("jti", "AT.1");
    claims.put("cid", "0oajob");
    claims.put("scp", List.of("tunnel"));
    Configuration configuration =
        configuration("scp = \"tunnel\"")
            .set("auth.okta", "type", text("okta"))
            .set("auth.okta", "issuer", text(OKTA))
            .set("auth.okta", "audience", text("api://drawbridge"))
            .set("auth.okta", "clients", "[\"0oanightly\"]")
            .set("auth.okta", "keys", text(keys().toString()));
    Result result = explain(configuration, signed(claims));
    assertShows(
        result,
        "decision",
        "        authentication by okta",
        "  ok      format: a signed token of N characters",
        "  ok      issuer: \"" + OKTA + "\"",
        "  ok      kind: none of those that are sent by mistake",
        "  ok      header: none of jku, x5u, jwk, x5c, crit, b64, zip, enc",
        "  ok      algorithm: RS256",
        "  ok      type: not said, which is accepted",
        "  ok      key name: " + KEY_NAME,
        "  FAIL    audience: the token is for \"api://default\", not for \"api://drawbridge\""
            + " alone: let the job ask for a token with exactly this aud",
        "  ok      claims: it says its sub, jti, cid",
        "  ok      expiry: TIME, in SPAN",
        "  ok      start: not said, which is accepted",
        "  ok      issued: TIME, SPAN ago",
        "  ok      life: SPAN; at most SPAN is accepted (max_age)",
        "  ok      key: the issuer publishes " + KEY_NAME,
        "  ok      signature: it fits the token's content",
        "          clock: the issuer's was not seen; going by the token's iat, this machine's is"
            + " not behind it",
        "  ok      names: jti, cid and uid are such as Okta makes",
        "  ok      scopes: tunnel",
        "  ok      groups: not said, which is accepted",
        "  FAIL    client: the token was given to the client 0oajob, which is none of those"
            + " accepted here (clients)");
    assertNext(
        result,
        "the audience belongs to the authorization server: that of default must be"
            + " api://drawbridge (Security, API, in Okta's console), or else correct audience",
        "ask with a client that is accepted here, or add this one to clients");
  }
}
