// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import static io.drawbridge.auth.Liveness.State.ENDED;
import static io.drawbridge.auth.Liveness.State.RUNNING;
import static io.drawbridge.auth.Liveness.State.UNKNOWN;
import static io.drawbridge.auth.okta.OktaFixture.ask;
import static io.drawbridge.auth.okta.OktaFixture.rejected;
import static io.drawbridge.auth.okta.OktaFixture.verified;
import static io.drawbridge.auth.okta.OktaStub.active;
import static io.drawbridge.auth.okta.OktaStub.says;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.okta.OktaStub.Behaviour;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Introspection up, down, slow and lying. */
class IntrospectionTest {
  private static final Behaviour REVOKED = says(Map.of("active", false));

  private final OktaFixture fixture;

  IntrospectionTest() throws Exception {
    fixture = new OktaFixture();
    fixture.okta.introspectionIs(active("AT.1"));
  }

  @AfterEach
  void close() {
    assertFalse(fixture.environment.lines().toString().contains("canary"), "a secret in the log");
    fixture.close();
  }

  private Authentication answer(Map<String, Object> settings) throws Exception {
    try (Authenticator authenticator = fixture.create(settings)) {
      return ask(authenticator, fixture.token());
    }
  }

  private Authentication.Unavailable unavailable() throws Exception {
    return assertInstanceOf(Authentication.Unavailable.class, answer(fixture.asking()));
  }

  private Liveness liveness(Object... more) throws Exception {
    // Left open: a liveness is asked as long as its authenticator lives.
    Authenticator authenticator = fixture.create(fixture.asking(more));
    return verified(ask(authenticator, fixture.token())).liveness();
  }

  private long logged(String level) {
    return fixture.environment.lines().stream()
        .filter(line -> line.startsWith(level) && line.contains("revoked"))
        .count();
  }

  @Test
  void asksWithTheGatewaysOwnClient() throws Exception {
    verified(answer(fixture.asking("client_id", "0oa gateway")));
    String pair = "0oa+gateway:" + OktaFixture.CLIENT_SECRET;
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    assertEquals(
        List.of(
            "POST Basic "
                + basic
                + " application/x-www-form-urlencoded token="
                + fixture.token()
                + "&token_type_hint=access_token"),
        fixture.okta.asked());
  }

  @Test
  void remembersNoLongerThanItsInterval() throws Exception {
    assertEquals(Duration.ofMinutes(1), verified(answer(fixture.asking())).reuse());
    assertEquals(Duration.ofSeconds(7), verified(answer(fixture.asking("interval", "7s"))).reuse());
    // The keys' own time, where that is shorter.
    assertEquals(
        Duration.ofMinutes(10), verified(answer(fixture.asking("interval", "1h"))).reuse());
  }

  @Test
  void refusesARevokedToken() throws Exception {
    fixture.okta.introspectionIs(REVOKED);
    Authentication.Rejected refused = rejected(answer(fixture.asking()));
    assertEquals(Authentication.Reason.REVOKED, refused.reason());
    assertFalse(refused.claimed().names().isEmpty());
  }

  @Test
  void asksAboutNoTokenThatIsRefusedAnyway() throws Exception {
    Map<String, Object> settings = fixture.asking();
    settings.put("clients", "0oaother");
    rejected(answer(settings));
    try (Authenticator authenticator = fixture.create(fixture.asking())) {
      rejected(ask(authenticator, fixture.token("aud", "api://other")));
      rejected(ask(authenticator, fixture.token() + "A"));
    }
    assertEquals(List.of(), fixture.okta.asked());
  }

  static Stream<Behaviour> silent() {
    String active = "{\"active\":true,\"jti\":\"AT.1\"}";
    return Stream.of(
        says(500, active),
        says(503, "<html>"),
        says(204, ""),
        says(201, active),
        says(404, active),
        OktaStub.hangsUp());
  }

  @ParameterizedTest
  @MethodSource("silent")
  void refusesWhileItIsDown(Behaviour behaviour) throws Exception {
    fixture.okta.introspectionIs(behaviour);
    String told = unavailable().explanation();
    assertTrue(told.startsWith("cannot tell whether the token was revoked: "), told);
    assertEquals(1, logged("WARNING"));
  }

  static Stream<Behaviour> lies() {
    return Stream.of(
        active("AT.2"),
        says(Map.of("active", true)),
        says(Map.of("active", "true", "jti", "AT.1")),
        says(Map.of("active", 1, "jti", "AT.1")),
        says(Map.of("jti", "AT.1")),
        says(200, ""),
        says(200, "<html>sign in</html>"),
        says(200, "[{\"active\":true,\"jti\":\"AT.1\"}]"),
        says(200, "{\"active\":true,\"jti\":\"AT.1\"} " + "x"),
        says(200, "{\"active\":false,\"active\":true,\"jti\":\"AT.1\"}"),
        says(200, "{\"active\":true,\"jti\":\"AT.1\",\"x\":\"" + "x".repeat(70_000) + "\"}"),
        says(302, "Location", "/elsewhere"),
        says(307, "Location", "/elsewhere"));
  }

  @ParameterizedTest
  @MethodSource("lies")
  void refusesWhileItLies(Behaviour behaviour) throws Exception {
    fixture.okta.introspectionIs(behaviour);
    unavailable();
    assertEquals(1, fixture.okta.asked().size());
  }

  @Test
  void refusesWhileItIsSlow() throws Exception {
    fixture.okta.introspectionIs(fixture.okta.stalls());
    Authentication answer =
        assertTimeoutPreemptively(
            Duration.ofSeconds(5), () -> answer(fixture.asking("timeout", "300ms")));
    assertInstanceOf(Authentication.Unavailable.class, answer);
  }

  @Test
  void refusesWhileTheGatewaysOwnClientIsRefused() throws Exception {
    for (int status : List.of(400, 401, 403)) {
      fixture.okta.introspectionIs(says(status, "{\"error\":\"invalid_client\"}"));
      assertTrue(unavailable().explanation().contains("client_secret"));
    }
    assertEquals(3, logged("ERROR"));
  }

  @Test
  void leavesOktaAloneWhenAskedTo() throws Exception {
    try (Authenticator authenticator = fixture.create(fixture.asking())) {
      long reset = OktaFixture.NOW.getEpochSecond() + 20;
      fixture.okta.introspectionIs(says(429, "X-Rate-Limit-Reset", "" + reset));
      for (int i = 0; i < 20; i++) {
        assertInstanceOf(Authentication.Unavailable.class, ask(authenticator, fixture.token()));
      }
      assertEquals(1, fixture.okta.asked().size());
      fixture.okta.introspectionIs(active("AT.1"));
      fixture.environment.turn(Duration.ofSeconds(20));
      verified(ask(authenticator, fixture.token()));
    }
  }

  @Test
  void doesNotWaitForLongerThanTwoMinutes() throws Exception {
    for (String wish : List.of("99999999999", "soon")) {
      try (Authenticator authenticator = fixture.create(fixture.asking())) {
        fixture.okta.introspectionIs(says(429, "Retry-After", wish));
        ask(authenticator, fixture.token());
        fixture.okta.introspectionIs(active("AT.1"));
        fixture.environment.turn(Duration.ofSeconds(120));
        verified(ask(authenticator, fixture.token()));
      }
    }
  }

  @Test
  void followsTheTokenWhileATunnelIsOpen() throws Exception {
    Liveness liveness = liveness("interval", "30s");
    assertEquals("AT.1", liveness.key());
    assertEquals(RUNNING, liveness.check());
    assertEquals(1, fixture.okta.asked().size(), "the answer of the authentication still counts");
    fixture.okta.introspectionIs(REVOKED);
    fixture.environment.turn(Duration.ofSeconds(29));
    assertEquals(RUNNING, liveness.check());
    fixture.environment.turn(Duration.ofSeconds(1));
    assertEquals(ENDED, liveness.check());
    assertEquals(3, fixture.okta.asked().size());
  }

  @Test
  void anEndIsConfirmedByASecondAnswer() throws Exception {
    Liveness liveness = liveness("interval", "30s");
    fixture.environment.turn(Duration.ofSeconds(30));
    fixture.okta.introspectionIs(REVOKED);
    fixture.meanwhile = () -> fixture.okta.introspectionIs(says(500, ""));
    assertEquals(UNKNOWN, liveness.check());
    fixture.okta.introspectionIs(REVOKED);
    fixture.meanwhile = () -> fixture.okta.introspectionIs(active("AT.1"));
    assertEquals(RUNNING, liveness.check());
    assertEquals(5, fixture.okta.asked().size());
  }

  @Test
  void cannotTellWhileOktaIsSilent() throws Exception {
    Liveness liveness = liveness("interval", "30s");
    fixture.environment.turn(Duration.ofSeconds(30));
    for (Behaviour trouble : List.of(says(500, ""), active("AT.2"), says(401, ""))) {
      fixture.okta.introspectionIs(trouble);
      assertEquals(UNKNOWN, liveness.check());
    }
    fixture.okta.introspectionIs(active("AT.1"));
    assertEquals(RUNNING, liveness.check());
  }

  @Test
  void forgetsThatARevokedTokenWasActive() throws Exception {
    try (Authenticator authenticator = fixture.create(fixture.asking())) {
      Liveness liveness = verified(ask(authenticator, fixture.token())).liveness();
      fixture.okta.introspectionIs(REVOKED);
      rejected(ask(authenticator, fixture.token()));
      assertEquals(ENDED, liveness.check());
    }
  }

  @Test
  void asksOnceWhereThatIsWanted() throws Exception {
    assertSame(Liveness.UNTRACKED, liveness("recheck", false));
  }

  @Test
  void advisesToAskAndToAskAgain() throws Exception {
    assertTrue(advice(fixture.settings()).settings().getFirst().contains("introspection = {"));
    assertFalse(advice(fixture.settings()).tracked());
    assertEquals(List.of(), advice(fixture.asking()).settings());
    assertTrue(advice(fixture.asking()).tracked());
    assertFalse(advice(fixture.asking("recheck", false)).tracked());
    assertEquals(
        Set.of("cid", "groups", "uid"), advice(fixture.settings()).demands().getFirst().claims());
  }

  private Advice advice(Map<String, Object> settings) throws Exception {
    try (Authenticator authenticator = fixture.create(settings)) {
      return authenticator.advice();
    }
  }

  @Test
  void asksAtAnotherAddress() throws Exception {
    verified(answer(fixture.asking("endpoint", fixture.okta.organisation() + "/elsewhere")));
    assertEquals(List.of(), fixture.okta.asked());
  }

  @Test
  void tellsALastingTroubleOnceAMinute() throws Exception {
    try (Authenticator authenticator = fixture.create(fixture.asking())) {
      for (int i = 0; i < 50; i++) {
        fixture.okta.introspectionIs(says(500 + i % 4, ""));
        ask(authenticator, fixture.token());
      }
      assertEquals(1, logged("WARNING"));
      fixture.okta.introspectionIs(says(401, ""));
      ask(authenticator, fixture.token());
      ask(authenticator, fixture.token());
      assertEquals(1, logged("ERROR"));
      fixture.okta.introspectionIs(says(500, ""));
      fixture.environment.turn(Duration.ofMinutes(1));
      ask(authenticator, fixture.token());
      assertEquals(2, logged("WARNING"));
    }
  }
}
