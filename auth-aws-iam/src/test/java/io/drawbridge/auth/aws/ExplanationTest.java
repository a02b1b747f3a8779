// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Check;
import io.drawbridge.auth.Check.Outcome;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.jwt.Findings;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which check each broken proof fails, and what AWS's users are told to do about it. */
class ExplanationTest {
  private static final long NOW = AwsFixture.NOW.getEpochSecond();
  private static final Peer PEER = new Peer(InetAddress.getLoopbackAddress(), 1, "test", true);

  @TempDir private Path directory;
  private final AwsFixture fixture = new AwsFixture();

  ExplanationTest() throws Exception {}

  @AfterEach
  void close() {
    fixture.close();
  }

  private static List<String> names(Examination examination, Outcome outcome) {
    return examination.checks().stream()
        .filter(check -> check.outcome() == outcome)
        .map(Check::name)
        .toList();
  }

  private static void assertFails(Examination examination, String check, String next) {
    assertEquals(List.of(check), names(examination, Outcome.FAILED), examination.toString());
    assertTrue(examination.next().getFirst().startsWith(next), examination.next().toString());
  }

  private Examination explain(Signing signing) throws Exception {
    try (Authenticator authenticator = fixture.create()) {
      return authenticator.examine(signing.credentials(), PEER);
    }
  }

  @Test
  void aGoodProofPassesEachCheckAndIsNotSpent() throws Exception {
    Credentials proof = fixture.signing().credentials();
    try (Authenticator authenticator = fixture.create()) {
      for (int i = 0; i < 2; i++) {
        Examination examination = authenticator.examine(proof, PEER);
        assertEquals(
            List.of(
                "format", "audience", "region", "freshness", "replay", "STS", "caller", "allowed"),
            names(examination, Outcome.PASSED));
      }
      assertInstanceOf(Authentication.Verified.class, authenticator.authenticate(proof, PEER));
      assertFails(
          authenticator.examine(proof, PEER), "replay", "sign anew: connect --source aws-iam does");
    }
  }

  @Test
  void whatThisProcessCannotKnowOfAReplayIsSaid() throws Exception {
    Examination examination = explain(fixture.signing());
    Check replay =
        examination.checks().stream()
            .filter(check -> check.name().equals(CallerIdentityAuthenticator.REPLAY))
            .findFirst()
            .orElseThrow();
    assertEquals(
        "new to this process; the gateway's own memory is not seen from here", replay.detail());
  }

  @Test
  void aProofFromBeforeTheStartAndAFullMemoryNeedDifferentThings() throws Exception {
    fixture.environment.turn(Duration.ofSeconds(1));
    assertFails(explain(fixture.signing()), "replay", "sign anew: a gateway takes no proof");
    CallerAdvice advice = new CallerAdvice("", "us-east-1", Duration.ofSeconds(60));
    String full =
        advice.apply(
            new Findings.Failure(
                CallerIdentityAuthenticator.REPLAY,
                CallerIdentityAuthenticator.FULL,
                Duration.ZERO));
    assertEquals("wait: each proof makes room 15 minutes after its use", full);
  }

  static Stream<Arguments> signed() {
    return Stream.of(
        Arguments.of(
            "audience",
            "https://else.example.com",
            "audience",
            "sign for this gateway: connect --source aws-iam --source-setting"
                + " audience=https://drawbridge.example.com"),
        Arguments.of(
            "region",
            "eu-west-1",
            "region",
            "sign for one of us-east-1: --source-setting region=REGION, or AWS_REGION"),
        Arguments.of("nonce", "x", "format", "hand over the whole proof"));
  }

  @ParameterizedTest
  @MethodSource("signed")
  void whatIsSignedForSomethingElseIsShownWithoutSts(
      String name, String value, String check, String next) throws Exception {
    Examination examination = explain(fixture.signing().say(name, value));
    assertFails(examination, check, next);
    assertEquals(List.of("STS"), names(examination, Outcome.NOT_REACHED));
    assertEquals(List.of(), fixture.sts.asked());
  }

  @Test
  void aStaleProofSaysHowStaleItIs() throws Exception {
    try (Authenticator authenticator = fixture.create()) {
      Credentials proof = fixture.signing().credentials();
      fixture.environment.turn(Duration.ofSeconds(90));
      assertFails(
          authenticator.examine(proof, PEER),
          "freshness",
          "signed 90 s ago: a proof is good for 60 s, and connect --source aws-iam signs one for"
              + " each");
      fixture.environment.turn(Duration.ofSeconds(-180));
      assertFails(
          authenticator.examine(proof, PEER), "freshness", "it is dated 90 s ahead: compare");
    }
  }

  @Test
  void severalFaultsAreAllShown() throws Exception {
    Examination examination =
        explain(fixture.signing().say("audience", "x").say("region", "eu-west-1"));
    assertEquals(List.of("audience", "region"), names(examination, Outcome.FAILED));
    assertEquals(2, examination.next().size());
  }

  @ParameterizedTest
  @CsvSource({
    "ExpiredToken,assume the role again",
    "InvalidClientTokenId,see that AWS_ACCESS_KEY_ID has not been deleted",
    "SignatureDoesNotMatch,see that AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN belong",
    "Throttling,see that the STS of us-east-1 can be reached"
  })
  void whatStsRefusesIsTold(String code, String next) throws Exception {
    fixture.sts.always(StsStub.refusal(code));
    assertFails(explain(fixture.signing()), "STS", next);
  }

  @Test
  void whoMayNotComeIsTold() throws Exception {
    String other = "arn:aws:sts::123456789012:assumed-role/other/job-302";
    fixture.sts.tell(other, StsStub.USER_ID);
    assertFails(explain(fixture.signing()), "allowed", "if it may come, add its ARN to roles");
    fixture.sts.tell("arn:aws:iam::123456789012:root", "123456789012");
    assertFails(explain(fixture.signing()), "caller", "assume a role");
  }

  static Stream<Arguments> tokens() {
    return Stream.of(
        Arguments.of("exp", NOW - 72, "expiry", "expired 72 s ago: such tokens live for 5 minutes"),
        Arguments.of(
            "aud",
            "https://else.example.com",
            "audience",
            "ask for a token for this gateway: aws sts get-web-identity-token --audience "
                + Signing.AUDIENCE),
        Arguments.of("sub", "nobody", "subject", "ask for the token as a role"),
        Arguments.of(WebIdentityFixture.OBJECT, "absent", "AWS claims", "ask for the token as"),
        Arguments.of(
            "sub",
            "arn:aws:iam::999999999999:role/ci-deploy",
            "account",
            "in accounts an issuer stands beside another account's number"),
        Arguments.of(
            "sub",
            "arn:aws:iam::123456789012:role/else",
            "allowed",
            "if it may come, add its ARN to roles"));
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void eachFaultOfATokenHasItsCheckAndItsNextStep(
      String claim, Object value, String check, String next) throws Exception {
    WebIdentityFixture identity = new WebIdentityFixture(directory);
    Map<String, Object> changes =
        claim.equals("exp") ? Map.of("iat", NOW - 372, "exp", value) : Map.of(claim, value);
    try (Authenticator authenticator = identity.create(identity.settings())) {
      String token = identity.rsa.token(WebIdentityFixture.payload(changes));
      assertFails(authenticator.examine(Credentials.of(Secret.of(token)), PEER), check, next);
    }
  }

  @Test
  void aTokenOfNoAccountNamesThem() throws Exception {
    WebIdentityFixture identity = new WebIdentityFixture(directory);
    try (Authenticator authenticator = identity.create(identity.settings())) {
      String token =
          identity.rsa.token(WebIdentityFixture.payload(Map.of("iss", "https://else.example")));
      Examination examination = authenticator.examine(Credentials.of(Secret.of(token)), PEER);
      assertInstanceOf(Authentication.NotMine.class, examination.answer());
      assertEquals(
          "it is no signed token of one of the accounts 123456789012, 999999999999",
          examination.checks().getFirst().detail());
    }
  }
}
