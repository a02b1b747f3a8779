// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Claims.Value.Scalar;
import io.drawbridge.auth.ContractIssuer;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Really signed tokens: a good one, and each thing in it broken by itself. */
class WebIdentityTest {
  private static final String OBJECT = WebIdentityFixture.OBJECT;
  private static final long ISSUED = AwsFixture.NOW.getEpochSecond() - 60;

  @TempDir Path directory;
  private WebIdentityFixture fixture;
  private Authenticator authenticator;

  @BeforeEach
  void create() throws Exception {
    fixture = new WebIdentityFixture(directory);
    authenticator = fixture.create(fixture.settings());
  }

  @AfterEach
  void close() {
    authenticator.close();
  }

  private Authentication ask(String token) throws InterruptedException {
    return AwsFixture.ask(authenticator, Credentials.of(Secret.of(token)));
  }

  private static Map<String, Object> payload(String name, Object value) {
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put(name, value);
    return WebIdentityFixture.payload(changes);
  }

  @Test
  void aTokenOfEitherAlgorithmIsVerified() throws Exception {
    for (ContractIssuer key : List.of(fixture.rsa, fixture.ec)) {
      String token = key.token(WebIdentityFixture.payload(Map.of()));
      var verified = assertInstanceOf(Authentication.Verified.class, ask(token));
      assertEquals("aws:123456789012|" + AwsFixture.ROLE, verified.identity().principal());
      assertEquals(AwsFixture.NOW.plusSeconds(240), verified.identity().expiresAt());
      assertSame(Liveness.UNTRACKED, verified.liveness());
      assertEquals(Duration.ofSeconds(240), verified.reuse());
    }
  }

  /** A path has up to 512 characters (IAM quotas), as has that of a role of IAM Identity Center. */
  @Test
  void aRoleOfALongPathIsVerified() throws Exception {
    String role = "arn:aws:iam::123456789012:role/" + "p".repeat(510) + "/ci-deploy";
    String token = fixture.rsa.token(payload("sub", role));
    var verified = assertInstanceOf(Authentication.Verified.class, ask(token));
    assertEquals("aws:123456789012|" + AwsFixture.ROLE, verified.identity().principal());
  }

  @Test
  void whatAwsSaysCanBeMatchedAndWhatTheCallerSaysCannot() throws Exception {
    String token = fixture.rsa.token(WebIdentityFixture.payload(Map.of()));
    Claims claims = ((Authentication.Verified) ask(token)).identity().claims();
    assertEquals(new Scalar("ci-deploy"), claims.get("role"));
    assertEquals(new Scalar("o-abc1234567"), claims.get("org_id"));
    assertEquals(new Scalar("eu-central-1"), claims.get("source_region"));
    assertEquals(new Scalar("orders"), claims.get("principal_tags.team"));
    assertEquals(
        new Scalar("arn:aws:iam::123456789012:oidc-provider/gitlab.example.com"),
        claims.get("federated_provider"));
    assertInstanceOf(Claims.Value.Many.class, claims.get("ou_path"));
    assertEquals(0, claims.names().stream().filter(name -> name.contains("request_tags")).count());
    assertEquals(new Claims.Value.Absent(), claims.get("surprise"));
    assertEquals(new Claims.Value.Absent(), claims.get("sub"));
  }

  @Test
  void tagsOfTheRequestAreCalledUntrustedWhereTheyAreAskedFor() throws Exception {
    Map<String, Object> settings = fixture.settings();
    settings.put("match_request_tags", true);
    try (Authenticator trusting = fixture.create(settings)) {
      String token = fixture.rsa.token(WebIdentityFixture.payload(Map.of()));
      var verified = AwsFixture.verified(trusting, Credentials.of(Secret.of(token)));
      assertEquals(
          new Scalar("302"), verified.identity().claims().get("untrusted.request_tags.job_id"));
      String advice = trusting.advice().settings().getFirst();
      assertTrue(advice.startsWith("match_request_tags lets rules believe"), advice);
    }
  }

  @Test
  void advisesToNameTheRoleAndToBringTheJob() throws Exception {
    try (Authenticator quiet = fixture.create(fixture.settings())) {
      assertEquals(List.of(), quiet.advice().settings());
      assertFalse(quiet.advice().tracked());
      assertEquals(
          Set.of("role", "user", "arn", "user_id", "subject"),
          quiet.advice().demands().getFirst().claims());
    }
  }

  @Test
  void aTokenOfTheOtherAccountIsTheOtherAccounts() throws Exception {
    Map<String, Object> payload =
        WebIdentityFixture.payload(
            Map.of(
                "iss",
                WebIdentityFixture.OTHER_ISSUER,
                "sub",
                "arn:aws:iam::999999999999:role/b",
                OBJECT,
                WebIdentityFixture.object(Map.of("aws_account", "999999999999"))));
    var verified =
        assertInstanceOf(Authentication.Verified.class, ask(fixture.other.token(payload)));
    assertEquals("aws:999999999999", verified.identity().issuer());
  }

  @Test
  void keysThatAreNotThereAreTroubleOnceNoAccountHasAny() throws Exception {
    // Waits for the keys, which are read on a thread of their own.
    ask(fixture.rsa.token(WebIdentityFixture.payload(Map.of())));
    assertEquals(Optional.empty(), authenticator.trouble());
    Map<String, Object> settings = fixture.settings();
    // Nobody answers where this fixture is.
    settings.put(
        "accounts",
        List.of(
            Map.of("account", AwsFixture.ACCOUNT, "issuer", WebIdentityFixture.ISSUER),
            Map.of(
                "account",
                WebIdentityFixture.OTHER_ACCOUNT,
                "issuer",
                WebIdentityFixture.OTHER_ISSUER)));
    try (Authenticator away = fixture.create(settings)) {
      String trouble = away.trouble().orElseThrow();
      assertTrue(trouble.contains(WebIdentityFixture.ISSUER), trouble);
    }
  }

  /** Both issuers have a key of that name; it must be looked up at the one that the token names. */
  @Test
  void aKeyOfTheOtherAccountDoesNotFit() throws Exception {
    String token = fixture.other.token(WebIdentityFixture.payload(Map.of()));
    var rejected = assertInstanceOf(Authentication.Rejected.class, ask(token));
    assertEquals(Reason.BAD_SIGNATURE, rejected.reason());
  }

  @Test
  void theOtherAccountsIssuerCannotVouchForThisOne() throws Exception {
    Map<String, Object> payload = payload("iss", WebIdentityFixture.OTHER_ISSUER);
    var rejected =
        assertInstanceOf(Authentication.Rejected.class, ask(fixture.other.token(payload)));
    assertEquals(Reason.WRONG_ISSUER, rejected.reason());
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments(Reason.WRONG_AUDIENCE, "aud", "https://another.example.com"),
        arguments(Reason.WRONG_AUDIENCE, "aud", List.of(Signing.AUDIENCE, "https://b.example")),
        arguments(Reason.MISSING_CLAIM, "aud", "absent"),
        arguments(Reason.MISSING_CLAIM, "exp", "absent"),
        arguments(Reason.MISSING_CLAIM, "exp", null),
        arguments(Reason.EXPIRED, "exp", ISSUED - 30),
        arguments(Reason.OTHER, "exp", ISSUED + 3_601),
        arguments(Reason.MISSING_CLAIM, "iat", "absent"),
        arguments(Reason.NOT_YET_VALID, "iat", ISSUED + 180),
        arguments(Reason.NOT_YET_VALID, "nbf", ISSUED + 180),
        arguments(Reason.MISSING_CLAIM, "jti", "absent"),
        arguments(Reason.MISSING_CLAIM, "sub", "absent"),
        arguments(Reason.WRONG_PURPOSE, "sub", "arn:aws:iam::123456789012:root"),
        arguments(
            Reason.WRONG_PURPOSE, "sub", "arn:aws:sts::123456789012:assumed-role/ci-deploy/job"),
        arguments(Reason.WRONG_PURPOSE, "sub", "arn:aws:iam::123456789012:oidc-provider/x"),
        arguments(Reason.WRONG_PURPOSE, "sub", "ci-deploy"),
        arguments(Reason.WRONG_ISSUER, "sub", "arn:aws:iam::999999999999:role/b"),
        arguments(Reason.OTHER, "sub", "arn:aws:iam::123456789012:role/other"),
        arguments(Reason.OTHER, "sub", "arn:aws:iam::123456789012:user/ci-deploy"),
        arguments(Reason.OTHER, "sub", "arn:aws-cn:iam::123456789012:role/ci-deploy"),
        arguments(Reason.MISSING_CLAIM, OBJECT, "absent"),
        arguments(Reason.MISSING_CLAIM, OBJECT, "123456789012"),
        arguments(Reason.WRONG_ISSUER, OBJECT, Map.of()),
        arguments(
            Reason.WRONG_ISSUER,
            OBJECT,
            WebIdentityFixture.object(Map.of("aws_account", "999999999999"))),
        arguments(
            Reason.WRONG_ISSUER,
            OBJECT,
            WebIdentityFixture.object(Map.of("aws_account", 123456789012L))));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void aTokenWithOneThingBrokenIsRefused(Reason reason, String claim, Object value)
      throws Exception {
    String token = fixture.ec.token(payload(claim, value));
    var rejected = assertInstanceOf(Authentication.Rejected.class, ask(token));
    assertEquals(reason, rejected.reason(), rejected.explanation());
  }

  static Stream<Arguments> headers() {
    return Stream.of(
        arguments("kid", "absent"),
        arguments("kid", "RSA_1"),
        arguments("alg", "none"),
        arguments("alg", "HS256"),
        arguments("alg", "ES384"),
        arguments("alg", "RS512"),
        arguments("typ", "at+jwt"),
        arguments("jku", "https://evil.example/keys"));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void aTokenWithAnotherHeaderIsRefused(String name, String value) throws Exception {
    Map<String, Object> header = fixture.rsa.header();
    header.put(name, value);
    header.values().removeIf("absent"::equals);
    String token = fixture.rsa.token(header, WebIdentityFixture.payload(Map.of()));
    assertInstanceOf(Authentication.Rejected.class, ask(token));
  }

  @Test
  void aTokenOfAnotherIssuerIsAnotherAuthenticators() throws Exception {
    String token = fixture.rsa.token(payload("iss", "https://gitlab.example.com"));
    assertNotNull(token);
    assertInstanceOf(Authentication.NotMine.class, ask(token));
    assertInstanceOf(
        Authentication.NotMine.class,
        AwsFixture.ask(authenticator, new Signing("sts").credentials()));
  }
}
