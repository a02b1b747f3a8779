// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import static io.drawbridge.auth.Authentication.Reason.BAD_SIGNATURE;
import static io.drawbridge.auth.Authentication.Reason.EXPIRED;
import static io.drawbridge.auth.Authentication.Reason.MALFORMED;
import static io.drawbridge.auth.Authentication.Reason.MISSING_CLAIM;
import static io.drawbridge.auth.Authentication.Reason.NOT_YET_VALID;
import static io.drawbridge.auth.Authentication.Reason.OTHER;
import static io.drawbridge.auth.Authentication.Reason.UNKNOWN_KEY;
import static io.drawbridge.auth.Authentication.Reason.WRONG_AUDIENCE;
import static io.drawbridge.auth.Authentication.Reason.WRONG_ISSUER;
import static io.drawbridge.auth.Authentication.Reason.WRONG_PURPOSE;
import static io.drawbridge.auth.okta.OktaFixture.REMOVE;
import static io.drawbridge.auth.okta.OktaFixture.ask;
import static io.drawbridge.auth.okta.OktaFixture.changes;
import static io.drawbridge.auth.okta.OktaFixture.rejected;
import static io.drawbridge.auth.okta.OktaFixture.verified;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.ContractIssuer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** One good token, and everything that must be verified about it broken one at a time. */
class OktaTokenTest {
  private static final long NOW = OktaFixture.NOW.getEpochSecond();

  private final OktaFixture fixture;

  OktaTokenTest() throws Exception {
    fixture = new OktaFixture();
  }

  @AfterEach
  void close() {
    fixture.close();
  }

  private Authentication answer(String token) throws Exception {
    try (Authenticator authenticator = fixture.create(fixture.settings())) {
      return ask(authenticator, token);
    }
  }

  private static Arguments row(Reason reason, Object... changed) {
    return Arguments.of(changes(changed), reason);
  }

  /** What every token must say. */
  static Stream<Arguments> ofEveryToken() {
    return Stream.of(
        row(WRONG_AUDIENCE, "aud", "api://other"),
        row(WRONG_AUDIENCE, "aud", "API://drawbridge"),
        row(WRONG_AUDIENCE, "aud", List.of("api://drawbridge", "api://other")),
        row(WRONG_AUDIENCE, "aud", 7),
        row(MISSING_CLAIM, "aud", REMOVE),
        row(MISSING_CLAIM, "aud", null),
        row(EXPIRED, "exp", NOW - 60),
        row(MISSING_CLAIM, "exp", REMOVE),
        row(MISSING_CLAIM, "exp", null),
        row(MISSING_CLAIM, "exp", "" + (NOW + 600)),
        row(OTHER, "exp", NOW + 86_401),
        row(NOT_YET_VALID, "iat", NOW + 61),
        row(MISSING_CLAIM, "iat", REMOVE),
        row(NOT_YET_VALID, "nbf", NOW + 61),
        row(MALFORMED, "nbf", "now"),
        row(MISSING_CLAIM, "sub", REMOVE),
        row(MISSING_CLAIM, "sub", ""));
  }

  /** What makes a token an access token of Okta. */
  static Stream<Arguments> ofOktas() {
    return Stream.of(
        row(MISSING_CLAIM, "jti", REMOVE),
        row(MALFORMED, "jti", "AT." + "x".repeat(198)),
        row(MALFORMED, "jti", "AT. 1"),
        row(MALFORMED, "jti", 7),
        row(WRONG_PURPOSE, "jti", "ID.1"),
        row(MISSING_CLAIM, "cid", REMOVE),
        row(MISSING_CLAIM, "cid", null),
        row(MISSING_CLAIM, "cid", ""),
        row(MALFORMED, "cid", 7),
        row(MALFORMED, "cid", "a\"b"),
        row(MALFORMED, "cid", List.of("0oajob")),
        row(WRONG_PURPOSE, "cid", "api://drawbridge"),
        row(WRONG_PURPOSE, "cid", "api://drawbridge", "aud", List.of("api://drawbridge")),
        row(MALFORMED, "uid", 7),
        row(MALFORMED, "uid", ""),
        row(MISSING_CLAIM, "scp", REMOVE),
        row(MISSING_CLAIM, "scp", null),
        row(MISSING_CLAIM, "scp", List.of()),
        row(MALFORMED, "scp", "openid tunnel"),
        row(MALFORMED, "scp", List.of("tunnel", 7)),
        row(MALFORMED, "scp", List.of("tunnel", "")),
        row(MALFORMED, "groups", 7),
        row(MALFORMED, "groups", Map.of("dba", true)),
        row(MALFORMED, "groups", List.of("dba", List.of("dba"))),
        row(MALFORMED, "groups", List.of("d\nba")),
        row(WRONG_PURPOSE, "amr", List.of("pwd")),
        row(WRONG_PURPOSE, "at_hash", "x"),
        row(WRONG_PURPOSE, "nonce", "x"),
        row(WRONG_PURPOSE, "cnf", Map.of("jkt", "x")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource({"ofEveryToken", "ofOktas"})
  void refusesAClaim(Map<String, Object> changed, Reason reason) throws Exception {
    Authentication.Rejected refused =
        rejected(answer(fixture.token(OktaStub.KEY, Map.of(), changed)));
    assertEquals(reason, refused.reason(), refused.explanation());
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        row(BAD_SIGNATURE, "alg", "none"),
        row(BAD_SIGNATURE, "alg", "RS512"),
        row(BAD_SIGNATURE, "alg", "PS256"),
        row(BAD_SIGNATURE, "alg", "HS256"),
        row(BAD_SIGNATURE, "alg", REMOVE),
        row(UNKNOWN_KEY, "kid", REMOVE),
        row(UNKNOWN_KEY, "kid", "unheard-of"),
        row(WRONG_PURPOSE, "typ", "JWE"),
        row(WRONG_PURPOSE, "typ", 7),
        row(WRONG_PURPOSE, "typ", "okta-internal-at+jwt"),
        row(WRONG_PURPOSE, "typ", "application/okta-internal-at+jwt"),
        row(MALFORMED, "jku", "https://attacker.example.com/keys"),
        row(MALFORMED, "crit", List.of("exp")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("headers")
  void refusesAHeader(Map<String, Object> changed, Reason reason) throws Exception {
    Authentication.Rejected refused =
        rejected(answer(fixture.token(OktaStub.KEY, changed, Map.of())));
    assertEquals(reason, refused.reason(), refused.explanation());
  }

  @Test
  void acceptsTheTypesOfAccessTokens() throws Exception {
    for (Object type : List.of(REMOVE, "JWT", "jwt", "at+jwt", "application/at+jwt")) {
      verified(answer(fixture.token(OktaStub.KEY, changes("typ", type), Map.of())));
    }
  }

  @Test
  void refusesAnotherKeyUnderTheSameName() throws Exception {
    String forged = fixture.token(OktaStub.NEXT.named("first"), Map.of(), Map.of());
    assertEquals(BAD_SIGNATURE, rejected(answer(forged)).reason());
  }

  @Test
  void refusesTheEllipticKeyItPublishes() throws Exception {
    ContractIssuer elliptic = ContractIssuer.ec("elliptic", "P-256");
    fixture.okta.publish(OktaStub.KEY, elliptic);
    String token = fixture.token(elliptic, Map.of(), Map.of());
    assertEquals(BAD_SIGNATURE, rejected(answer(token)).reason());
  }

  @Test
  void refusesAPublicKeyUsedAsASecret() throws Exception {
    String head = ContractIssuer.encode("{\"alg\":\"HS256\",\"kid\":\"first\"}");
    String body = ContractIssuer.encode(ContractIssuer.json(fixture.okta.payload(NOW - 300)));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(OktaStub.KEY.encoded(), "HmacSHA256"));
    byte[] tag = mac.doFinal((head + "." + body).getBytes(StandardCharsets.US_ASCII));
    String token =
        head + "." + body + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
    assertEquals(BAD_SIGNATURE, rejected(answer(token)).reason());
  }

  @Test
  void pinsTheIssuerToTheCharacter() throws Exception {
    String issuer = fixture.okta.issuer();
    for (String near : List.of(issuer + "/", issuer.replace("/oauth2", "/OAuth2"))) {
      assertEquals(WRONG_ISSUER, rejected(answer(fixture.token("iss", near))).reason(), near);
    }
    List<Object> others =
        List.of(
            fixture.okta.organisation() + "/oauth2/other",
            "https://another.okta.com/oauth2/default",
            "https://another.okta.com",
            7,
            REMOVE);
    for (Object other : others) {
      assertInstanceOf(
          Authentication.NotMine.class, answer(fixture.token("iss", other)), other.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "/"})
  void saysWhyATokenOfTheOrganisationIsRefused(String end) throws Exception {
    Authentication.Rejected refused =
        rejected(answer(fixture.token("iss", fixture.okta.organisation() + end)));
    assertEquals(WRONG_ISSUER, refused.reason());
    assertEquals(
        "the token is from the organisation's own authorization server, "
            + fixture.okta.organisation()
            + "; what it says is for Okta alone and cannot be relied on here: ask for a token at "
            + fixture.okta.issuer()
            + "/v1/token",
        refused.explanation());
  }

  @Test
  void saysThatAnIdTokenIsNone() throws Exception {
    String token =
        fixture.token("aud", "0oajob", "cid", REMOVE, "scp", REMOVE, "jti", "ID.1", "at_hash", "x");
    Authentication.Rejected refused = rejected(answer(token));
    assertEquals(WRONG_PURPOSE, refused.reason());
    assertTrue(refused.explanation().endsWith("send the access token"), refused.explanation());
  }

  @Test
  void saysHowLongAnExpiredTokenWouldHaveLived() throws Exception {
    Authentication.Rejected refused = rejected(answer(fixture.token("exp", NOW - 72)));
    assertTrue(
        refused.explanation().startsWith("the token expired 72 s ago; an Okta access token lives"),
        refused.explanation());
  }
}
