// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Check;
import io.drawbridge.auth.Check.Outcome;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractIssuer;
import io.drawbridge.auth.Examination;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The checks of a token, shown. */
class FindingsTest {
  private final ContractEnvironment environment = ContractEnvironment.offline(Tokens.NOW);
  private final KeySource published = Tokens.of(ContractIssuer.set(Tokens.KEY));

  private JwtVerifier verifier(KeySource keys) {
    return Tokens.verifier(Tokens.rules("RS256"), keys, environment);
  }

  private Examination explain(KeySource keys, String token) throws Exception {
    Findings findings = Findings.explaining();
    verifier(keys).verify(Tokens.presented(token), findings);
    Authentication answer = findings.refusal().orElseGet(Authentication.NotMine::new);
    return findings.examination(answer, Findings.Failure::check);
  }

  private static List<String> names(Examination examination, Outcome outcome) {
    return examination.checks().stream()
        .filter(check -> check.outcome() == outcome)
        .map(Check::name)
        .toList();
  }

  private static String detail(Examination examination, String name) {
    return examination.checks().stream()
        .filter(check -> check.name().equals(name))
        .findFirst()
        .orElseThrow()
        .detail();
  }

  private static Map<String, Object> changed(Object... namesAndValues) {
    Map<String, Object> payload = new LinkedHashMap<>(Tokens.payload());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      payload.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return payload;
  }

  @Test
  void aGoodTokenPassesEachInOrder() throws Exception {
    Examination examination = explain(published, Tokens.KEY.token(Tokens.payload()));
    assertEquals(
        List.of(
            "format",
            "issuer",
            "header",
            "algorithm",
            "type",
            "key name",
            "audience",
            "purpose",
            "claims",
            "expiry",
            "start",
            "issued",
            "life",
            "key",
            "signature"),
        names(examination, Outcome.PASSED));
    assertEquals(List.of(), names(examination, Outcome.FAILED));
    assertEquals("2026-11-23T12:55:00Z, in 55 min", detail(examination, "expiry"));
    assertEquals("2026-11-23T11:55:00Z, 5 min ago", detail(examination, "issued"));
    assertEquals("1 h; at most 24 h is accepted (max_age)", detail(examination, "life"));
    assertEquals("\"" + Tokens.AUDIENCE + "\"", detail(examination, "audience"));
  }

  @Test
  void aKeyIsNamedByItsBeginningWhichNobodyTakesForASecret() throws Exception {
    String thumbprint = "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs";
    ContractIssuer key = Tokens.KEY.named(thumbprint);
    String token = key.token(Tokens.payload());
    Examination examination = explain(Tokens.of(ContractIssuer.set(key)), token);
    assertEquals("\"NzbLsXh8uDCcd-6M…\"", detail(examination, "key name"));
    assertEquals("the issuer publishes \"NzbLsXh8uDCcd-6M…\"", detail(examination, "key"));
    String missing = detail(explain(published, token), "key");
    assertTrue(missing.contains("the token's key \"NzbLsXh8uDCcd-6M…\";"), missing);
  }

  @Test
  void itGoesOnPastAFailure() throws Exception {
    long past = Tokens.NOW.getEpochSecond() - 7_200;
    String token =
        Tokens.SECOND.named("first").token(changed("aud", "x", "iat", past, "exp", past + 60));
    Examination examination = explain(published, token);
    assertEquals(List.of("audience", "expiry", "signature"), names(examination, Outcome.FAILED));
    assertEquals(List.of("audience", "expiry", "signature"), examination.next());
    assertEquals(
        Authentication.Reason.WRONG_AUDIENCE,
        assertInstanceOf(Authentication.Rejected.class, examination.answer()).reason());
  }

  @Test
  void whatCannotBeLookedAtIsNotCalledAFailure() throws Exception {
    KeySource none =
        () -> {
          throw new IOException("no route");
        };
    Examination examination = explain(none, Tokens.KEY.token(Tokens.payload()));
    assertEquals(List.of("key"), names(examination, Outcome.FAILED));
    assertEquals(List.of("signature"), names(examination, Outcome.NOT_REACHED));
    assertInstanceOf(Authentication.Unavailable.class, examination.answer());
    Map<String, Object> timeless = Tokens.payload();
    timeless.remove("exp");
    examination = explain(published, Tokens.KEY.token(timeless));
    assertEquals(List.of("expiry"), names(examination, Outcome.FAILED));
    assertEquals(List.of("life"), names(examination, Outcome.NOT_REACHED));
  }

  @Test
  void aTokenOfAnotherIssuerShowsItsIssuerAlone() throws Exception {
    String foreign = Tokens.KEY.token(changed("iss", "https://else.example.com", "aud", "x"));
    Examination examination = explain(published, foreign);
    assertInstanceOf(Authentication.NotMine.class, examination.answer());
    assertEquals(List.of("issuer"), names(examination, Outcome.FAILED));
    String mistaken = Tokens.KEY.token(changed("iss", Tokens.ISSUER + "/", "aud", "x"));
    examination = explain(published, mistaken);
    assertEquals(List.of("issuer", "audience"), names(examination, Outcome.FAILED));
    assertEquals(List.of("key", "signature"), names(examination, Outcome.NOT_REACHED));
  }

  static Stream<Arguments> broken() throws Exception {
    Map<String, Object> header = Tokens.KEY.header();
    return Stream.of(
        Arguments.of("format", "no.token"),
        Arguments.of("format", "eyJ" + "x".repeat(20_000)),
        Arguments.of("issuer", Tokens.KEY.token(changed("iss", 7))),
        Arguments.of("header", Tokens.KEY.token(Tokens.with(header, "crit", "x"), changed())),
        Arguments.of("algorithm", Tokens.KEY.token(Tokens.with(header, "alg", "none"), changed())),
        Arguments.of("algorithm", Tokens.KEY.token(Tokens.with(header, "alg", 7), changed())),
        Arguments.of("type", Tokens.KEY.token(Tokens.with(header, "typ", "x"), changed())),
        Arguments.of("key name", Tokens.KEY.token(Tokens.with(header, "kid", ""), changed())),
        Arguments.of("audience", Tokens.KEY.token(changed("aud", List.of("a", "b")))),
        Arguments.of("purpose", Tokens.KEY.token(changed("other_scope", "x"))),
        Arguments.of("claims", Tokens.KEY.token(changed("job_id", ""))),
        Arguments.of("expiry", Tokens.KEY.token(changed("exp", "never"))),
        Arguments.of("start", Tokens.KEY.token(changed("nbf", "x"))),
        Arguments.of("issued", Tokens.KEY.token(changed("iat", null))),
        Arguments.of("life", Tokens.KEY.token(changed("exp", 1_900_000_000L))),
        Arguments.of("key", Tokens.SECOND.token(changed())),
        Arguments.of("signature", Tokens.SECOND.named("first").token(changed())));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void eachFaultIsShownAndDecidesAsItIsShown(String check, String token) throws Exception {
    Examination examination = explain(published, token);
    assertEquals(check, names(examination, Outcome.FAILED).getFirst());
    Authentication decided =
        assertInstanceOf(Authentication.class, Tokens.verify(verifier(published), token));
    assertEquals(decided.getClass(), examination.answer().getClass());
    if (decided instanceof Authentication.Rejected rejected) {
      var explained = assertInstanceOf(Authentication.Rejected.class, examination.answer());
      assertEquals(rejected.reason(), explained.reason());
      assertEquals(rejected.explanation(), explained.explanation());
    }
  }

  @Test
  void aFailureOutweighsAnAnswerThatWouldVerify() {
    Findings findings = Findings.explaining();
    Authentication refusal = new Authentication.Unavailable("no");
    findings.failed("check", refusal);
    assertEquals(
        refusal,
        findings.examination(new Authentication.NotMine(), Findings.Failure::check).answer());
    assertTrue(findings.hasFailed("check"));
    assertThrows(NullPointerException.class, () -> findings.failed("check", null));
  }

  @Test
  void aDecisionEndsWithTheFirstFailureAndKeepsNoDetail() {
    Findings findings = Findings.deciding();
    findings.passed(
        "first",
        () -> {
          throw new AssertionError("made for nobody");
        });
    assertTrue(findings.goesOn());
    findings.failed("second", new Authentication.Unavailable("no"));
    assertEquals(false, findings.goesOn());
  }
}
