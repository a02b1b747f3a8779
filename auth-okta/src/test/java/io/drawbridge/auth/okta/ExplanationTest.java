// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Check;
import io.drawbridge.auth.Check.Outcome;
import io.drawbridge.auth.ContractIssuer;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Which check each broken token fails, and what Okta's users are told to do about it. */
class ExplanationTest {
  private static final long NOW = OktaFixture.NOW.getEpochSecond();

  @TempDir private Path directory;
  private final OktaFixture fixture = new OktaFixture();

  ExplanationTest() throws Exception {}

  @AfterEach
  void close() {
    fixture.close();
  }

  private Examination explain(Map<String, Object> settings, String token) throws Exception {
    Path keys = directory.resolve("keys.json");
    Files.writeString(keys, ContractIssuer.set(OktaStub.KEY));
    settings.put("keys", keys.toString());
    settings.put("clients", List.of("0oajob"));
    try (Authenticator authenticator = fixture.create(settings)) {
      Peer peer = new Peer(InetAddress.getLoopbackAddress(), 1, "test", true);
      return authenticator.examine(Credentials.of(Secret.of(token)), peer);
    }
  }

  private static List<String> names(Examination examination, Outcome outcome) {
    return examination.checks().stream()
        .filter(check -> check.outcome() == outcome)
        .map(Check::name)
        .toList();
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        Arguments.of("exp", NOW - 72, "expiry", "expired 72 s ago: Okta tokens live as long as"),
        Arguments.of("aud", "api://else", "audience", "the audience belongs to the authorization"),
        Arguments.of("iat", NOW + 90, "issued", "it begins in 90 s: compare this machine's clock"),
        Arguments.of("scp", List.of(), "scopes", "ask for an access token with a scope"),
        Arguments.of("cid", "0oaelse", "client", "ask with a client that is accepted here"),
        Arguments.of("groups", List.of(7), "groups", "hand over the access token itself"),
        Arguments.of("nonce", "x", "kind", "ask for a plain access token with grant_type"),
        Arguments.of("cnf", Map.of("jkt", "x"), "kind", "ask for a plain access token"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void eachFaultHasItsCheckAndItsNextStep(String claim, Object value, String check, String next)
      throws Exception {
    Examination examination = explain(fixture.settings(), fixture.token(claim, value));
    assertEquals(List.of(check), names(examination, Outcome.FAILED));
    assertEquals(1, examination.next().size());
    assertTrue(examination.next().getFirst().startsWith(next), examination.next().toString());
    assertTrue(!examination.next().getFirst().contains("GitLab"), "another provider's words");
  }

  @Test
  void theOrganisationsOwnServerIsNamed() throws Exception {
    String issuer = fixture.okta.issuer();
    String organisation = issuer.substring(0, issuer.indexOf("/oauth2/"));
    String token = fixture.token("iss", organisation);
    Examination examination = explain(fixture.settings(), token);
    assertEquals(List.of("issuer"), names(examination, Outcome.FAILED));
    assertEquals(
        List.of("ask for the token at the custom authorization server, " + issuer + "/v1/token"),
        examination.next());
  }

  @Test
  void oktaIsAskedOnlyAboutTokensThatWouldBeLetIn() throws Exception {
    Examination expired = explain(fixture.asking(), fixture.token("exp", NOW - 72));
    assertEquals(List.of("introspection"), names(expired, Outcome.NOT_REACHED));
    assertEquals(0, fixture.okta.asked().size());
    fixture.okta.introspectionIs(OktaStub.active("AT.1"));
    Examination good = explain(fixture.asking(), fixture.token());
    assertEquals(List.of(), names(good, Outcome.FAILED));
    assertEquals(1, fixture.okta.asked().size());
    fixture.okta.introspectionIs(OktaStub.says(Map.of("active", false)));
    Examination revoked = explain(fixture.asking(), fixture.token());
    assertEquals(List.of("introspection"), names(revoked, Outcome.FAILED));
    assertTrue(revoked.next().getFirst().startsWith("ask for a new token; if that is refused"));
    fixture.okta.introspectionIs(OktaStub.hangsUp());
    Examination silent = explain(fixture.asking(), fixture.token());
    assertEquals(List.of("introspection"), names(silent, Outcome.FAILED));
    assertTrue(silent.next().getFirst().contains("knows introspection.client_id"));
  }
}
