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

  static Stream<Arguments> payloads() {
    return Stream.of(
            List.of(changes("aud", "api://other"), WRONG_AUDIENCE),
            List.of(changes("aud", "API://drawbridge"), WRONG_AUDIENCE),
            List.of(changes("aud", List.of("api://drawbridge", "api://other")), WRONG_AUDIENCE),
            List.of(changes("aud", 7), WRONG_AUDIENCE),
            List.of(changes("aud", REMOVE), MISSING_CLAIM),
            List.of(changes("aud", null), MISSING_CLAIM),
            List.of(changes("exp", NOW - 60), EXPIRED),
            List.of(changes("exp", REMOVE), MISSING_CLAIM),
            List.of(changes("exp", null), MISSING_CLAIM),
            List.of(changes("exp", "" + (NOW + 600)), MISSING_CLAIM),
            List.of(changes("exp", NOW + 86_401), OTHER),
            List.of(changes("iat", NOW + 61), NOT_YET_VALID),
            List.of(changes("iat", REMOVE), MISSING_CLAIM),
            List.of(changes("nbf", NOW + 61), NOT_YET_VALID),
            List.of(changes("nbf", "now"), MALFORMED),
            List.of(changes("sub", REMOVE), MISSING_CLAIM),
            List.of(changes("sub", ""), MISSING_CLAIM),
            List.of(changes("jti", REMOVE), MISSING_CLAIM),
            List.of(changes("jti", "AT." + "x".repeat(198)), MALFORMED),
            List.of(changes("jti", "AT. 1"), MALFORMED),
            List.of(changes("jti", 7), MALFORMED),
            List.of(changes("jti", "ID.1"), WRONG_PURPOSE),
            List.of(changes("cid", REMOVE), MISSING_CLAIM),
            List.of(changes("cid", null), MISSING_CLAIM),
            List.of(changes("cid", ""), MISSING_CLAIM),
            List.of(changes("cid", 7), MALFORMED),
            List.of(changes("cid", "a\"b"), MALFORMED),
            List.of(changes("cid", List.of("0oajob")), MALFORMED),
            List.of(changes("cid", "api://drawbridge"), WRONG_PURPOSE),
            List.of(
                changes("cid", "api://drawbridge", "aud", List.of("api://drawbridge")),
                WRONG_PURPOSE),
            List.of(changes("uid", 7), MALFORMED),
            List.of(changes("uid", ""), MALFORMED),
            List.of(changes("scp", REMOVE), MISSING_CLAIM),
            List.of(changes("scp", null), MISSING_CLAIM),
            List.of(changes("scp", List.of()), MISSING_CLAIM),
            List.of(changes("scp", "openid tunnel"), MALFORMED),
            List.of(changes("scp", List.of("tunnel", 7)), MALFORMED),
            List.of(changes("scp", List.of("tunnel", "")), MALFORMED),
            List.of(changes("groups", 7), MALFORMED),
            List.of(changes("groups", Map.of("dba", true)), MALFORMED),
            List.of(changes("groups", List.of("dba", List.of("dba"))), MALFORMED),
            List.of(changes("groups", List.of("d\nba")), MALFORMED),
            List.of(changes("amr", List.of("pwd")), WRONG_PURPOSE),
            List.of(changes("at_hash", "x"), WRONG_PURPOSE),
            List.of(changes("nonce", "x"), WRONG_PURPOSE),
            List.of(changes("cnf", Map.of("jkt", "x")), WRONG_PURPOSE))
        .map(row -> Arguments.of(row.get(0), row.get(1)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("payloads")
  void refusesAClaim(Map<String, Object> changed, Reason reason) throws Exception {
    Authentication.Rejected refused =
        rejected(answer(fixture.token(OktaStub.KEY, Map.of(), changed)));
    assertEquals(reason, refused.reason(), refused.explanation());
  }

  static Stream<Arguments> headers() {
    return Stream.of(
            List.of(changes("alg", "none"), BAD_SIGNATURE),
            List.of(changes("alg", "RS512"), BAD_SIGNATURE),
            List.of(changes("alg", "PS256"), BAD_SIGNATURE),
            List.of(changes("alg", "HS256"), BAD_SIGNATURE),
            List.of(changes("alg", REMOVE), BAD_SIGNATURE),
            List.of(changes("kid", REMOVE), UNKNOWN_KEY),
            List.of(changes("kid", "unheard-of"), UNKNOWN_KEY),
            List.of(changes("typ", "JWE"), WRONG_PURPOSE),
            List.of(changes("typ", 7), WRONG_PURPOSE),
            List.of(changes("typ", "okta-internal-at+jwt"), WRONG_PURPOSE),
            List.of(changes("typ", "application/okta-internal-at+jwt"), WRONG_PURPOSE),
            List.of(changes("jku", "https://attacker.example.com/keys"), MALFORMED),
            List.of(changes("crit", List.of("exp")), MALFORMED))
        .map(row -> Arguments.of(row.get(0), row.get(1)));
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
