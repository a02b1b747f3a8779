// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail;
import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.OktaShapedProvider;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Okta's tokens, of a provider that shares nothing with this project, at a gateway's door. */
class OktaIT {
  private static final Map<String, ?> DANA =
      Map.of("uid", "00udana", "sub", "dana@example.com", "groups", List.of("Everyone", "dba"));

  @TempDir static Path directory;
  private static OktaShapedProvider okta;
  private static Target echo;

  /** Believes signatures. */
  private static Gateway gateway;

  /** Asks Okta, too. */
  private static Gateway asking;

  @BeforeAll
  static void start() throws IOException {
    okta = OktaShapedProvider.start();
    echo = Target.echo();
    gateway = Gateway.start(configuration("believing"));
    Configuration introspecting = configuration("asking");
    introspecting.write("okta-secret", OktaShapedProvider.SECRET);
    introspecting.liveness("1s", "3s");
    introspecting.set(
        "auth.okta",
        "introspection",
        "{ client_id = \""
            + OktaShapedProvider.GATEWAY_CLIENT
            + "\", client_secret = { file = \"okta-secret\" }, interval = \"1s\" }");
    asking = Gateway.start(introspecting);
  }

  private static Configuration configuration(String name) throws IOException {
    return new Configuration(Files.createDirectory(directory.resolve(name)))
        .plain()
        .set("auth.okta", "type", "\"okta\"")
        .set("auth.okta", "issuer", Configuration.text(okta.issuer()))
        .set("auth.okta", "audience", Configuration.text(OktaShapedProvider.AUDIENCE))
        .set("auth.okta", "clients", "[\"" + OktaShapedProvider.CLIENT + "\"]")
        .target(Scene.TARGET, echo.port())
        .rule("people", Scene.TARGET, "when = { groups = \"dba\" }")
        .rule(
            "nightly",
            Scene.TARGET,
            "when = { cid = \"0oajob\", scp = \"tunnel\", service_app = \"true\" }");
  }

  @AfterAll
  static void stop() {
    // In the order of their start: what has not come up leaves nothing behind it.
    okta.close();
    echo.close();
    gateway.close();
    asking.close();
  }

  @BeforeEach
  void introspectionIsUp() {
    okta.introspection("up");
  }

  private static Answer answer(Gateway at, String token) throws IOException {
    try (Client client = Client.plain(Scene.anotherSource(), at.port(), 0)) {
      return client.connectTo(Scene.TARGET, token);
    }
  }

  private static AuditTrail.Entry echoed(Gateway at, String token) throws IOException {
    try (Client client = Client.plain(Scene.anotherSource(), at.port(), 0)) {
      Answer answer = client.connectTo(Scene.TARGET, token);
      assertEquals(200, answer.status(), answer.body());
      assertEquals('x', client.send("x").readByte());
      return at.audit()
          .await("the grant", e -> e.isGrant() && e.session().equals(answer.session()));
    }
  }

  @Test
  void aServiceAppOpensATunnel() throws IOException {
    AuditTrail.Entry grant = echoed(gateway, okta.token(Map.of()));
    assertEquals("nightly", grant.text("rule"));
    assertTrue(grant.text("labels").contains("0oajob"), grant.toString());
  }

  @Test
  void aMemberOfTheGroupOpensATunnelAndNobodyElseDoes() throws IOException {
    AuditTrail.Entry grant = echoed(gateway, okta.token(DANA));
    assertEquals("people", grant.text("rule"));
    assertTrue(grant.text("labels").contains("dana@example.com"), grant.toString());
    Map<String, Object> other = new HashMap<>(DANA);
    other.put("groups", List.of("Everyone", "DBA", "dba2"));
    assertEquals(403, answer(gateway, okta.token(other)).status());
    other.put("groups", null);
    assertEquals(403, answer(gateway, okta.token(other)).status());
  }

  static Stream<Arguments> refused() {
    Map<String, ?> none = Map.of();
    return Stream.of(
        Arguments.of(Map.of("iss", ""), none, "the organisation's own authorization server"),
        Arguments.of(none, Map.of("typ", "application/okta-internal-at+jwt"), "organisation's own"),
        Arguments.of(Map.of("aud", "api://other"), none, "api://other"),
        Arguments.of(Map.of("aud", List.of("api://drawbridge", "api://other")), none, "alone"),
        Arguments.of(Map.of("aud", "0oajob"), none, "ID token"),
        Arguments.of(Map.of("amr", List.of("pwd")), none, "ID token"),
        Arguments.of(Map.of("jti", "ID.1"), none, "ID token"),
        Arguments.of(Map.of("cid", "0oaother"), none, "0oaother"),
        Arguments.of(Map.of("exp", 1_000_000_000, "iat", 999_999_000), none, "expired"),
        Arguments.of(Map.of("scp", "tunnel"), none, "scp"),
        Arguments.of(Map.of("groups", 7), none, "groups"),
        Arguments.of(none, Map.of("alg", "ES256"), "ES256"),
        Arguments.of(none, Map.of("kid", "unheard-of"), "unheard-of"),
        Arguments.of(none, Map.of("typ", "dpop+jwt"), "not that of an access"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("refused")
  void isRefusedWithASentence(Map<String, ?> claims, Map<String, ?> header, String told)
      throws IOException {
    Map<String, Object> changed = new HashMap<>(claims);
    changed.computeIfPresent("iss", (_, _) -> okta.organisation());
    Answer answer = answer(gateway, okta.token(changed, header));
    assertEquals(407, answer.status(), answer.body());
    assertTrue(answer.body().contains(told), answer.body());
  }

  @ParameterizedTest
  @ValueSource(strings = {"jti", "exp", "cid", "scp"})
  void isRefusedWithoutAClaim(String name) throws IOException {
    Map<String, Object> claims = new HashMap<>();
    claims.put(name, null);
    Answer answer = answer(gateway, okta.token(claims));
    assertEquals(407, answer.status(), answer.body());
    assertTrue(answer.body().contains(name), answer.body());
  }

  @Test
  void anIdTokenIsRefused() throws IOException {
    for (Map<String, ?> more : List.of(Map.of("amr", List.of("pwd")), Map.of("nonce", "n"))) {
      Answer answer = answer(gateway, okta.idToken(more));
      assertEquals(407, answer.status());
      assertTrue(answer.body().contains("send the access token"), answer.body());
    }
  }

  @Test
  void aRotatedKeyIsFetched() throws IOException {
    echoed(gateway, okta.token(Map.of()));
    okta.rotate();
    String fresh = okta.token(Map.of());
    // An unknown key may be asked for only so often: the answer is allowed to take a moment.
    Await.until(
        Duration.ofSeconds(40),
        () -> "the new key is known",
        () -> answer(gateway, fresh).status() == 200);
  }

  @Test
  void aRevokedTokenIsRefusedAndItsTunnelEnds() throws IOException {
    String id = "AT.to-be-revoked";
    String token = okta.token(Map.of("jti", id));
    try (Client client = Client.plain(Scene.anotherSource(), asking.port(), 0)) {
      Answer opened = client.connectTo(Scene.TARGET, token);
      assertEquals(200, opened.status(), opened.body());
      assertEquals('x', client.send("x").readByte());
      okta.revoke(id);
      AuditTrail.Entry end =
          asking
              .audit()
              .await(
                  Duration.ofSeconds(10),
                  "the end of the tunnel",
                  e -> e.isClose() && e.session().equals(opened.session()));
      assertEquals("JOB_ENDED", end.reason());
    }
    Answer again = answer(asking, token);
    assertEquals(407, again.status(), again.body());
    assertTrue(again.body().contains("revoked"), again.body());
    echoed(gateway, token);
  }

  @ParameterizedTest
  @ValueSource(strings = {"down", "slow", "lying"})
  void nobodyIsLetInWhileOktaDoesNotSay(String behaviour) throws IOException {
    String token = okta.token(Map.of());
    okta.introspection(behaviour);
    Answer answer = answer(asking, token);
    assertEquals(503, answer.status(), answer.body());
    String recorded = asking.audit().awaitRefusal(answer.session()).text("explanation");
    assertTrue(recorded.contains("cannot tell whether the token was revoked"), recorded);
    okta.introspection("up");
    echoed(asking, token);
  }

  @Test
  void noSecretIsWritten() throws IOException {
    String token = okta.token(DANA);
    echoed(asking, token);
    asking.scanForSecrets(List.of(OktaShapedProvider.SECRET, token, token.substring(600)));
  }
}
