// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

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
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractIssuer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Breaks every demanded check, one at a time, in tokens that are otherwise good. */
class JwtVerifierTest {
  private final ContractEnvironment environment = ContractEnvironment.offline(Tokens.NOW);
  private final JwtVerifier verifier =
      Tokens.verifier(
          Tokens.rules("RS256"),
          Tokens.of(ContractIssuer.set(Tokens.KEY, Tokens.SECOND, Tokens.WEAK)),
          environment);

  private Object verify(String token) throws Exception {
    return Tokens.verify(verifier, token);
  }

  private static Authentication.Rejected rejected(Object outcome) {
    return assertInstanceOf(Authentication.Rejected.class, outcome);
  }

  private static void assertNotOurs(Object outcome) {
    assertInstanceOf(Authentication.NotMine.class, outcome);
  }

  @Test
  void acceptsAGoodToken() throws Exception {
    var valid = assertInstanceOf(Verification.class, verify(Tokens.KEY.token(Tokens.payload())));
    assertEquals("job 302", valid.subject());
    assertEquals(Tokens.NOW.plusSeconds(3_300), valid.expiresAt());
    assertEquals(Duration.ofMinutes(10), valid.reuse());
    assertEquals("302", valid.claims().get("job_id"));
  }

  static Stream<Arguments> goodHeaders() {
    return Stream.of(
        Arguments.of("typ", Tokens.REMOVE),
        Arguments.of("typ", "jwt"),
        Arguments.of("x5t", "unused"),
        Arguments.of("cty", "whatever"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("goodHeaders")
  void acceptsAHeader(String name, Object value) throws Exception {
    Map<String, Object> header = Tokens.with(Tokens.KEY.header(), name, value);
    assertInstanceOf(Verification.class, verify(Tokens.KEY.token(header, Tokens.payload())));
  }

  static Stream<Arguments> badHeaders() {
    Stream<Arguments> algorithms =
        Stream.of(
                Tokens.REMOVE,
                null,
                "none",
                "None",
                "nOnE",
                "",
                "HS256",
                "RS384",
                "PS256",
                "ES256",
                "rs256",
                5L)
            .map(alg -> Arguments.of("alg", alg, BAD_SIGNATURE));
    Stream<Arguments> forbidden =
        Stream.of("jku", "x5u", "jwk", "x5c", "crit", "b64", "zip", "enc")
            .flatMap(
                name ->
                    Stream.of("x", null, List.of("exp"))
                        .map(v -> Arguments.of(name, v, MALFORMED)));
    Stream<Arguments> rest =
        Stream.of(
            Arguments.of("typ", "at+jwt", WRONG_PURPOSE),
            Arguments.of("typ", "", WRONG_PURPOSE),
            Arguments.of("typ", null, WRONG_PURPOSE),
            Arguments.of("typ", 1L, WRONG_PURPOSE),
            Arguments.of("kid", Tokens.REMOVE, UNKNOWN_KEY),
            Arguments.of("kid", null, UNKNOWN_KEY),
            Arguments.of("kid", "", UNKNOWN_KEY),
            Arguments.of("kid", 7L, UNKNOWN_KEY),
            Arguments.of("kid", "k".repeat(257), MALFORMED),
            Arguments.of("kid", "../../etc/passwd\0", MALFORMED),
            Arguments.of("kid", "no-such-key", UNKNOWN_KEY),
            Arguments.of("kid", "second", BAD_SIGNATURE));
    return Stream.of(algorithms, forbidden, rest).flatMap(part -> part);
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badHeaders")
  void refusesAHeader(String name, Object value, Reason reason) throws Exception {
    Map<String, Object> header = Tokens.with(Tokens.KEY.header(), name, value);
    assertEquals(reason, rejected(verify(Tokens.KEY.token(header, Tokens.payload()))).reason());
  }

  static Stream<Arguments> badClaims() {
    long now = Tokens.NOW.getEpochSecond();
    String ours = Tokens.AUDIENCE;
    return Stream.of(
        Arguments.of("aud", Tokens.REMOVE, MISSING_CLAIM),
        Arguments.of("aud", null, MISSING_CLAIM),
        Arguments.of("aud", "https://vault.example.com", WRONG_AUDIENCE),
        Arguments.of("aud", ours + "/", WRONG_AUDIENCE),
        Arguments.of("aud", ours.toUpperCase(java.util.Locale.ROOT), WRONG_AUDIENCE),
        Arguments.of("aud", List.of(ours, "https://vault.example.com"), WRONG_AUDIENCE),
        Arguments.of("aud", List.of(ours, ours), WRONG_AUDIENCE),
        Arguments.of("aud", List.of(), WRONG_AUDIENCE),
        Arguments.of("aud", 7L, WRONG_AUDIENCE),
        Arguments.of("aud", Map.of("aud", ours), WRONG_AUDIENCE),
        Arguments.of("exp", Tokens.REMOVE, MISSING_CLAIM),
        Arguments.of("exp", null, MISSING_CLAIM),
        Arguments.of("exp", Long.toString(now + 100), MISSING_CLAIM),
        Arguments.of("exp", now - 60, EXPIRED),
        Arguments.of("exp", 0L, EXPIRED),
        Arguments.of("exp", -1L, MISSING_CLAIM),
        Arguments.of("exp", 253_402_300_800L, MISSING_CLAIM),
        Arguments.of("exp", Long.MAX_VALUE, MISSING_CLAIM),
        Arguments.of("exp", now - 300 + 86_401, OTHER),
        Arguments.of("nbf", now + 61, NOT_YET_VALID),
        Arguments.of("nbf", "yesterday", MALFORMED),
        Arguments.of("nbf", null, MISSING_CLAIM),
        Arguments.of("iat", Tokens.REMOVE, MISSING_CLAIM),
        Arguments.of("iat", null, MISSING_CLAIM),
        Arguments.of("iat", now + 61, NOT_YET_VALID),
        Arguments.of("sub", Tokens.REMOVE, MISSING_CLAIM),
        Arguments.of("sub", null, MISSING_CLAIM),
        Arguments.of("sub", "", MISSING_CLAIM),
        Arguments.of("sub", 7L, MISSING_CLAIM),
        Arguments.of("sub", "a\0b", MALFORMED),
        Arguments.of("job_id", Tokens.REMOVE, MISSING_CLAIM),
        Arguments.of("job_id", null, MISSING_CLAIM),
        Arguments.of("job_id", "", MISSING_CLAIM),
        Arguments.of("job_id", List.of("302"), MALFORMED),
        Arguments.of("job_id", Map.of(), MALFORMED),
        Arguments.of("job_id", "3\n2", MALFORMED),
        Arguments.of("job_id", "3".repeat(2_049), MALFORMED),
        Arguments.of("sub", " ", MISSING_CLAIM),
        Arguments.of("sub", "s".repeat(2_049), MALFORMED),
        Arguments.of("other_scope", "x", WRONG_PURPOSE),
        Arguments.of("other_scope", null, WRONG_PURPOSE),
        Arguments.of("iss", Tokens.ISSUER + "/", WRONG_ISSUER),
        Arguments.of("iss", "https://ISSUER.example.com", WRONG_ISSUER),
        Arguments.of("iss", "issuer.example.com", WRONG_ISSUER));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("badClaims")
  void refusesAClaim(String name, Object value, Reason reason) throws Exception {
    String token = Tokens.KEY.token(Tokens.with(Tokens.payload(), name, value));
    Authentication.Rejected rejected = rejected(verify(token));
    assertEquals(reason, rejected.reason(), rejected.explanation());
    assertFalse(rejected.explanation().contains(token.substring(token.lastIndexOf('.') + 1)));
    assertFalse(rejected.claimed().names().isEmpty(), "the audit would not see what it claims");
  }

  @Test
  void refusesATokenWithMoreClaimsThanTheGatewayKeeps() throws Exception {
    Map<String, Object> payload = Tokens.payload();
    for (int i = 0; i < 150; i++) {
      payload.put("c" + i, i);
    }
    assertEquals(MALFORMED, rejected(verify(Tokens.KEY.token(payload))).reason());
  }

  @Test
  void passesOnATokenOfAnotherIssuer() throws Exception {
    for (Object issuer :
        new Object[] {
          "https://other.example.com", Tokens.REMOVE, null, 7L, List.of(Tokens.ISSUER), ""
        }) {
      assertNotOurs(verify(Tokens.KEY.token(Tokens.with(Tokens.payload(), "iss", issuer))));
    }
  }

  @Test
  void passesOnWhatIsNoSignedToken() throws Exception {
    String good = Tokens.KEY.token(Tokens.payload());
    for (String other :
        List.of(
            "",
            ".",
            "..",
            "a.b.c",
            "glpat-0123456789",
            good + ".",
            "." + good,
            good + ".a.b",
            good.replace('.', ','),
            "x".repeat(20_000),
            "{\"payload\":\"\",\"signatures\":[]}")) {
      assertNotOurs(verify(other));
    }
  }

  @Test
  void allowsForClocksThatDifferByAMinuteAndNoMore() throws Exception {
    String token = Tokens.KEY.token(Tokens.payload());
    environment.set(Tokens.NOW.plusSeconds(3_300 + 59));
    assertInstanceOf(Verification.class, verify(token));
    environment.set(Tokens.NOW.plusSeconds(3_300 + 60));
    assertEquals(EXPIRED, rejected(verify(token)).reason());
    environment.set(Tokens.NOW.minusSeconds(300 + 60));
    assertInstanceOf(Verification.class, verify(token));
    environment.set(Tokens.NOW.minusSeconds(300 + 61));
    assertEquals(NOT_YET_VALID, rejected(verify(token)).reason());
  }

  @Test
  void saysHowLongAgoATokenExpired() throws Exception {
    environment.set(Tokens.NOW.plusSeconds(3_300 + 72));
    var rejected = rejected(verify(Tokens.KEY.token(Tokens.payload())));
    assertEquals(
        "the token expired 72 s ago; such tokens live for an hour", rejected.explanation());
    assertEquals(new Claims.Value.Scalar("302"), rejected.claimed().get("job_id"));
  }

  @Test
  void refusesAKeyThatIsTooShortAndSaysSo() throws Exception {
    var rejected = rejected(verify(Tokens.WEAK.token(Tokens.payload())));
    assertEquals(UNKNOWN_KEY, rejected.reason());
    assertTrue(rejected.explanation().contains("1024 bits"), rejected.explanation());
  }

  @Test
  void neverOutlivesTheTokenNorTheKeysInMemory() throws Exception {
    String token = Tokens.KEY.token(Tokens.payload());
    verify(token);
    environment.turn(Duration.ofMinutes(6));
    var later = assertInstanceOf(Verification.class, verify(token));
    assertEquals(Duration.ofMinutes(4), later.reuse());

    environment.set(Tokens.NOW.plusSeconds(3_300 - 20));
    var last = assertInstanceOf(Verification.class, verify(token));
    assertEquals(Duration.ofSeconds(20), last.reuse());
    environment.set(Tokens.NOW.plusSeconds(3_300 + 20));
    var beyond = assertInstanceOf(Verification.class, verify(token));
    assertEquals(Duration.ZERO, beyond.reuse());
  }
}
