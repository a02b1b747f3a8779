// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import static io.drawbridge.auth.Authentication.Reason.UNKNOWN_KEY;
import static io.drawbridge.auth.Authentication.Reason.WRONG_PURPOSE;
import static io.drawbridge.auth.okta.OktaFixture.REMOVE;
import static io.drawbridge.auth.okta.OktaFixture.ask;
import static io.drawbridge.auth.okta.OktaFixture.rejected;
import static io.drawbridge.auth.okta.OktaFixture.verified;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class OktaAuthenticatorTest {
  private final OktaFixture fixture;

  OktaAuthenticatorTest() throws Exception {
    fixture = new OktaFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Identity identity(Map<String, Object> settings, String token) throws Exception {
    try (Authenticator authenticator = fixture.create(settings)) {
      return verified(ask(authenticator, token)).identity();
    }
  }

  @Test
  void givesWhatRulesMatchAndPeopleRead() throws Exception {
    try (Authenticator authenticator = fixture.create(fixture.settings())) {
      Authentication.Verified verified = verified(ask(authenticator, fixture.token()));
      Identity identity = verified.identity();
      assertEquals(fixture.okta.issuer(), identity.issuer());
      assertEquals("dana@example.com", identity.subject());
      assertEquals(OktaFixture.NOW.plusSeconds(3_300), identity.expiresAt());
      assertEquals(
          List.of("client", "user", "groups", "scopes"),
          new ArrayList<>(identity.labels().keySet()));
      assertEquals("0oajob", identity.labels().get("client"));
      assertEquals("dana@example.com", identity.labels().get("user"));
      assertEquals("2", identity.labels().get("groups"));
      assertEquals("openid tunnel", identity.labels().get("scopes"));
      assertEquals(
          new Claims.Value.Many(List.of("dba", "Everyone")), identity.claims().get("groups"));
      assertEquals(
          new Claims.Value.Many(List.of("openid", "tunnel")), identity.claims().get("scp"));
      assertEquals(new Claims.Value.Scalar("0oajob"), identity.claims().get("cid"));
      assertEquals(new Claims.Value.Scalar("false"), identity.claims().get("service_app"));
      assertSame(Liveness.UNTRACKED, verified.liveness());
      assertEquals(Duration.ofMinutes(10), verified.reuse());
    }
  }

  @Test
  void anIssuerThatIsAwayIsToldBeforeAJobComes() throws Exception {
    Map<String, Object> settings = fixture.settings();
    settings.put("issuer", "http://127.0.0.1:1/oauth2/default");
    try (Authenticator authenticator = fixture.create(settings)) {
      String trouble = authenticator.trouble().orElseThrow();
      assertTrue(trouble.contains("http://127.0.0.1:1/oauth2/default"), trouble);
    }
    try (Authenticator authenticator = fixture.create(fixture.settings())) {
      verified(ask(authenticator, fixture.token()));
      assertEquals(Optional.empty(), authenticator.trouble());
    }
  }

  @Test
  void knowsAServiceAppByHavingNoUser() throws Exception {
    Identity identity =
        identity(
            fixture.settings(),
            fixture.token("sub", "0oajob", "uid", REMOVE, "groups", REMOVE, "auth_time", REMOVE));
    assertEquals("0oajob", identity.subject());
    assertEquals(List.of("client", "scopes"), new ArrayList<>(identity.labels().keySet()));
    assertEquals(new Claims.Value.Absent(), identity.claims().get("uid"));
    assertEquals(new Claims.Value.Scalar("true"), identity.claims().get("service_app"));
    assertEquals(new Claims.Value.Absent(), identity.claims().get("groups"));
  }

  @Test
  void believesNoTokenThatCallsItselfAServiceApp() throws Exception {
    Identity identity = identity(fixture.settings(), fixture.token("service_app", true));
    assertEquals(new Claims.Value.Scalar("false"), identity.claims().get("service_app"));
  }

  @Test
  void showsASubjectThatIsNoUser() throws Exception {
    Identity identity =
        identity(fixture.settings(), fixture.token("sub", "nightly", "uid", REMOVE));
    assertEquals("nightly", identity.labels().get("subject"));
  }

  @Test
  void findsTheGroupsUnderAnotherName() throws Exception {
    Map<String, Object> settings = fixture.settings();
    settings.put("groups_claim", "drawbridge_roles");
    Identity identity = identity(settings, fixture.token("drawbridge_roles", List.of("dba")));
    assertEquals(new Claims.Value.Many(List.of("dba")), identity.claims().get("groups"));
    assertEquals("1", identity.labels().get("groups"));
    Identity single = identity(settings, fixture.token("drawbridge_roles", "dba"));
    assertEquals(new Claims.Value.Many(List.of("dba")), single.claims().get("groups"));
    Identity without = identity(settings, fixture.token("groups", List.of("dba")));
    assertEquals(new Claims.Value.Absent(), without.claims().get("groups"));
  }

  @Test
  void admitsTheClientsOnTheList() throws Exception {
    Map<String, Object> settings = fixture.settings();
    settings.put("clients", List.of("0oaother", "0oajob"));
    identity(settings, fixture.token());
    settings.put("clients", "0oaJob");
    try (Authenticator authenticator = fixture.create(settings)) {
      Authentication.Rejected refused = rejected(ask(authenticator, fixture.token()));
      assertEquals(WRONG_PURPOSE, refused.reason());
      assertTrue(refused.explanation().contains("0oajob"), refused.explanation());
    }
  }

  @Test
  void takesANewKeyAtOnceAndDropsAnOldOneInTime() throws Exception {
    try (Authenticator authenticator = fixture.create(fixture.settings())) {
      verified(ask(authenticator, fixture.token()));
      String fresh = fixture.token(OktaStub.NEXT, Map.of(), Map.of());
      fixture.okta.publish(OktaStub.NEXT);
      verified(ask(authenticator, fresh));
      assertEquals(UNKNOWN_KEY, rejected(ask(authenticator, fixture.token())).reason());
      verified(ask(authenticator, fresh));
    }
  }

  @Test
  void asksForTheKeysAgainOnlyEveryHalfMinute() throws Exception {
    try (Authenticator authenticator = fixture.create(fixture.settings())) {
      verified(ask(authenticator, fixture.token()));
      int before = fixture.okta.keyFetches();
      for (int i = 0; i < 50; i++) {
        String strange = fixture.token(OktaStub.KEY.named("strange-" + i), Map.of(), Map.of());
        assertEquals(UNKNOWN_KEY, rejected(ask(authenticator, strange)).reason());
      }
      assertEquals(before + 1, fixture.okta.keyFetches());
      verified(ask(authenticator, fixture.token()));
      fixture.environment.turn(Duration.ofSeconds(31));
      fixture.okta.publish(OktaStub.KEY, OktaStub.NEXT);
      verified(ask(authenticator, fixture.token(OktaStub.NEXT, Map.of(), Map.of())));
      assertEquals(before + 2, fixture.okta.keyFetches());
    }
  }

  @Test
  void isUnavailableWhileTheKeysCannotBeHad() throws Exception {
    Map<String, Object> settings = fixture.settings();
    settings.put("jwks", fixture.okta.issuer() + "/v2/keys");
    try (Authenticator authenticator = fixture.create(settings)) {
      assertInstanceOf(Authentication.Unavailable.class, ask(authenticator, fixture.token()));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"issuer", "audience"})
  void needsTheSettingsThatMakeItSafe(String key) {
    Map<String, Object> settings = fixture.settings();
    settings.remove(key);
    var refused = assertThrows(InvalidSettingsException.class, () -> fixture.create(settings));
    assertTrue(refused.getMessage().contains(key), refused.getMessage());
  }

  @Test
  void saysWhyTheOrganisationsIssuerIsNoneForIt() {
    for (String issuer : List.of("https://example.okta.com", "https://example.okta.com/")) {
      Map<String, Object> settings = fixture.settings();
      settings.put("issuer", issuer);
      var refused = assertThrows(InvalidSettingsException.class, () -> fixture.create(settings));
      assertTrue(refused.getMessage().contains("only Okta can read"), refused.getMessage());
    }
  }

  static Stream<Map<String, Object>> unusable() {
    Secret secret = Secret.of("s");
    return Stream.of(
        Map.of("issuer", "http://example.okta.com/oauth2/default"),
        Map.of("issuer", "https://example.okta.com/oauth2/default/"),
        Map.of("issuer", "https://example.okta.com/oauth2/"),
        Map.of("issuer", "https://example.okta.com/oauth2/a/b"),
        Map.of("issuer", "https://example.okta.com/oauth2/default?x=y"),
        Map.of("clients", List.of()),
        Map.of("clients", List.of("")),
        Map.of("groups_claim", ""),
        Map.of("skew", "121s"),
        Map.of("max_age", "25h"),
        Map.of("introspection", Map.of()),
        Map.of("introspection", Map.of("client_id", "0oa")),
        Map.of("introspection", Map.of("client_secret", secret)),
        Map.of("introspection", introspection("interval", "0s")),
        Map.of("introspection", introspection("timeout", "11s")),
        Map.of("introspection", introspection("recheck", "yes")),
        Map.of("introspection", introspection("endpoint", "http://example.okta.com/introspect")),
        Map.of("introspection", introspection("retries", 3)));
  }

  private static Map<String, Object> introspection(String key, Object value) {
    return Map.of("client_id", "0oa", "client_secret", Secret.of("s"), key, value);
  }

  @ParameterizedTest
  @MethodSource("unusable")
  void refusesSettings(Map<String, Object> changes) {
    Map<String, Object> settings = fixture.settings();
    settings.putAll(changes);
    assertThrows(InvalidSettingsException.class, () -> fixture.create(settings));
  }
}
