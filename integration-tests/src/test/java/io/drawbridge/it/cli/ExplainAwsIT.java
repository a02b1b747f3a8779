// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static io.drawbridge.it.harness.Configuration.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Scene;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each check of an AWS proof, line by line, and what its users are told to do next. */
class ExplainAwsIT extends ExplainFixture {
  private static final String AWS = "https://0f3a.tokens.sts.global.api.aws";
  private static final String ROLE = "arn:aws:iam::123456789012:role/ci-deploy";

  private static Map<String, Object> claims() {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("iss", AWS);
    claims.put("sub", "arn:aws:iam::123456789012:role/ci-build");
    claims.put("aud", Scene.AUDIENCE);
    claims.put("iat", NOW - 600);
    claims.put("exp", NOW - 300);
    claims.put("jti", "b1a2c3");
    claims.put("https://sts.amazonaws.com/", Map.of("aws_account", "123456789012"));
    return claims;
  }

  @Test
  void webIdentity() throws IOException {
    Configuration configuration =
        configuration("role = \"ci-deploy\"")
            .set("auth.aws", "type", text("aws-iam"))
            .set("auth.aws", "proof", text("web-identity"))
            .set("auth.aws", "audience", text(Scene.AUDIENCE))
            .set(
                "auth.aws",
                "accounts",
                "[{ account = \"123456789012\", issuer = "
                    + text(AWS)
                    + ", keys = "
                    + text(keys().toString())
                    + " }]")
            .set("auth.aws", "roles", "[" + text(ROLE) + "]");
    Result result = explain(configuration, signed(claims()));
    assertShows(
        result,
        "decision",
        "        authentication by aws",
        "  ok      format: a signed token of N characters",
        "  ok      issuer: \"" + AWS + "\"",
        "  ok      header: none of jku, x5u, jwk, x5c, crit, b64, zip, enc",
        "  ok      algorithm: RS256",
        "  ok      type: not said, which is accepted",
        "  ok      key name: " + KEY_NAME,
        "  ok      audience: \"" + Scene.AUDIENCE + "\"",
        "  ok      claims: it says its sub, jti",
        "  FAIL    expiry: the token expired SPAN ago; a token of sts get-web-identity-token lives"
            + " for five minutes unless another --duration-seconds is asked for",
        "  ok      start: not said, which is accepted",
        "  ok      issued: TIME, SPAN ago",
        "  ok      life: SPAN; at most SPAN is accepted (max_age)",
        "  ok      key: the issuer publishes " + KEY_NAME,
        "  ok      signature: it fits the token's content",
        "          clock: the issuer's was not seen; going by the token's iat, this machine's is"
            + " not behind it",
        "  ok      subject: arn:aws:iam::123456789012:role/ci-build",
        "  ok      AWS claims: it says its https://sts.amazonaws.com/",
        "  ok      account: 123456789012",
        "  FAIL    allowed: arn:aws:iam::123456789012:role/ci-build is not among the roles and"
            + " users that may come");
    String next =
        lines(result).stream().filter(line -> line.startsWith("next: ")).findFirst().get();
    assertTrue(next.startsWith("next: expired SPAN ago: such tokens live for "), next);
    assertTrue(next.endsWith("--duration-seconds asks for more; ask for one right before connect"));
  }

  @Test
  void callerIdentity() {
    Configuration configuration =
        configuration("role = \"ci-deploy\"")
            .set("auth.aws", "type", text("aws-iam"))
            .set("auth.aws", "proof", text("caller-identity"))
            .set("auth.aws", "audience", text(Scene.AUDIENCE))
            .set("auth.aws", "regions", "[\"eu-central-1\"]")
            .set("auth.aws", "accounts", "[\"123456789012\"]")
            .set("auth.aws", "roles", "[" + text(ROLE) + "]");
    String secret = "canary-of-the-roles-secret-key";
    Result result =
        command(
                configuration,
                "--source",
                "aws-iam",
                "--source-setting",
                "audience=https://else.test")
            .with("AWS_ACCESS_KEY_ID", "ASIAIOSFODNN7EXAMPLE")
            .with("AWS_SECRET_ACCESS_KEY", secret)
            .with("AWS_SESSION_TOKEN", "canary/of/the/session")
            .with("AWS_REGION", "us-east-1")
            .run();
    assertFalse((result.out() + result.err()).contains("canary"), "a secret is printed");
    assertShows(
        result,
        "decision",
        "        authentication by aws",
        "  ok      format: a signed GetCallerIdentity of the key ASIAIOSFODNN7EXAMPLE",
        "  FAIL    audience: the AWS proof is for the audience \"https://else.test\", this"
            + " gateway's is \""
            + Scene.AUDIENCE
            + "\" (--source-setting audience)",
        "  FAIL    region: the AWS proof is signed for the region us-east-1; accepted are"
            + " eu-central-1 (--source-setting region)",
        "  ok      freshness: signed SPAN ago; up to SPAN are accepted (window)",
        "  ok      replay: new to this process; the gateway's own memory is not seen from here",
        "  -       STS: it is asked about proofs that would be let in otherwise");
    List<String> next = lines(result).stream().filter(line -> line.startsWith("next: ")).toList();
    assertEquals(
        List.of(
            "next: sign for this gateway: connect --source aws-iam --source-setting audience="
                + Scene.AUDIENCE,
            "next: sign for one of eu-central-1: --source-setting region=REGION, or AWS_REGION"),
        next.subList(0, 2));
  }
}
