// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import static io.drawbridge.auth.aws.AwsFixture.ask;
import static io.drawbridge.auth.aws.AwsFixture.rejected;
import static io.drawbridge.auth.aws.AwsFixture.verified;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.ContractIssuer;
import io.drawbridge.auth.Credentials;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is done against verifiers that have a cloud answer a client's request. */
class CallerAttackTest {
  private final AwsFixture fixture = new AwsFixture();
  private Authenticator authenticator;

  CallerAttackTest() throws Exception {}

  @BeforeEach
  void create() throws Exception {
    authenticator = fixture.create();
  }

  @AfterEach
  void close() {
    authenticator.close();
    fixture.close();
  }

  private void assertNotAsked(Reason reason, Credentials attack) throws Exception {
    rejected(reason, authenticator, attack);
    assertEquals(List.of(), fixture.sts.asked());
  }

  @ParameterizedTest
  @ValueSource(strings = {"eu-central-1", "us-east-1-fips"})
  void aRegionThatIsNotConfiguredIsNotAsked(String region) throws Exception {
    assertNotAsked(Reason.OTHER, fixture.signing().say("region", region).credentials());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.example",
        "us-east-1.evil.example/",
        "us-east-1@evil.example",
        "us-east-1/../x",
        "us-east-1#",
        "us-east-1?Action=AssumeRole",
        "US-EAST-1",
        ""
      })
  void aForeignHostInTheRegionIsRefused(String region) throws Exception {
    assertNotAsked(Reason.MALFORMED, fixture.signing().say("region", region).credentials());
  }

  @ParameterizedTest
  @ValueSource(strings = {"host", "url", "endpoint", "headers", "body", "action", "method", ""})
  void whatTheClientMayNotChooseIsRefused(String member) throws Exception {
    assertNotAsked(Reason.MALFORMED, fixture.signing().say(member, "x").credentials());
  }

  @Test
  void aSignatureForAnotherHostDoesNotFit() throws Exception {
    rejected(
        Reason.BAD_SIGNATURE,
        authenticator,
        new Signing("sts.us-east-1.amazonaws.com").credentials());
  }

  @ParameterizedTest
  @ValueSource(strings = {"nonce", "session", "key", "audience", "date", "signature"})
  void anExtraHeaderBehindALineBreakIsRefused(String member) throws Exception {
    Signing signing = fixture.signing();
    String good = signing.said.getOrDefault(member, "0".repeat(64));
    assertNotAsked(
        Reason.MALFORMED, signing.say(member, good + "\r\nAccept: text/xml").credentials());
  }

  @Test
  void anotherActionIsNotSmuggledIn() throws Exception {
    Signing signing = fixture.signing();
    signing.body = "Action=AssumeRoleWithWebIdentity&Version=2011-06-15";
    rejected(Reason.BAD_SIGNATURE, authenticator, signing.credentials());
    assertEquals(Signing.BODY, fixture.sts.asked().getFirst().body());
  }

  /** Each costs a call to STS in our name, and a thread that waits for it. */
  @Test
  void aSourceWhoseProofsKeepBeingRefusedWaits() throws Exception {
    InetAddress stranger = InetAddress.getByName("192.0.2.7");
    for (int i = 0; i < 50; i++) {
      Credentials nonsense = nonsense(i);
      Authentication answer = ask(authenticator, nonsense, stranger);
      assertEquals(i >= 10, answer instanceof Authentication.Unavailable, answer.toString());
    }
    assertEquals(10, fixture.sts.asked().size());
    verified(authenticator, fixture.signing().credentials());
    fixture.environment.turn(Duration.ofSeconds(1));
    ask(authenticator, nonsense(51), stranger);
    ask(authenticator, nonsense(52), stranger);
    assertEquals(12, fixture.sts.asked().size());
  }

  private Credentials nonsense(int number) throws Exception {
    Signing signing = fixture.signing();
    return signing.say("signature", "%064x".formatted(number)).credentials();
  }

  @Test
  void aSecondUseIsRefused() throws Exception {
    verified(authenticator, fixture.signing().credentials());
    rejected(Reason.OTHER, authenticator, fixture.signing().credentials());
    fixture.environment.turn(Duration.ofSeconds(59));
    rejected(Reason.OTHER, authenticator, fixture.signing().credentials());
    assertEquals(1, fixture.sts.asked().size());
  }

  @Test
  void ofManyUsesAtOnceOneIsLetIn() throws Exception {
    Credentials proof = fixture.signing().credentials();
    int verified = 0;
    try (ExecutorService threads = Executors.newFixedThreadPool(16)) {
      List<Future<Authentication>> answers = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        answers.add(threads.submit(() -> ask(authenticator, proof)));
      }
      for (Future<Authentication> answer : answers) {
        verified += answer.get() instanceof Authentication.Verified ? 1 : 0;
      }
    }
    assertEquals(1, verified);
  }

  @Test
  void aStaleProofIsRefused() throws Exception {
    Credentials proof = fixture.signing().credentials();
    fixture.environment.turn(Duration.ofSeconds(61));
    var answer = rejected(Reason.EXPIRED, authenticator, proof);
    assertTrue(answer.explanation().contains("61"), answer.explanation());
    assertEquals(List.of(), fixture.sts.asked());
  }

  @Test
  void aProofFromTheFutureIsRefused() throws Exception {
    assertNotAsked(
        Reason.NOT_YET_VALID, fixture.signing().say("date", "20261123T120101Z").credentials());
  }

  @ParameterizedTest
  @ValueSource(strings = {"20261323T120000Z", "20260230T120000Z", "20261123T126000Z"})
  void aDateThatIsNoneIsRefused(String date) throws Exception {
    assertNotAsked(Reason.MALFORMED, fixture.signing().say("date", date).credentials());
  }

  @Test
  void aProofForAnotherAudienceIsRefused() throws Exception {
    String other = "https://another.example.com";
    Signing signing = fixture.signing().say("audience", other);
    assertNotAsked(
        Reason.WRONG_AUDIENCE, signing.sign("x-drawbridge-audience", other).credentials());
  }

  @Test
  void aLieAboutTheAudienceDoesNotFitTheSignature() throws Exception {
    Signing signing = fixture.signing();
    signing.sign("x-drawbridge-audience", "https://another.example.com");
    rejected(Reason.BAD_SIGNATURE, authenticator, signing.credentials());
  }

  @Test
  void anUnsignedAudienceIsRefused() throws Exception {
    Signing signing = fixture.signing().sign("x-drawbridge-audience", null);
    rejected(Reason.BAD_SIGNATURE, authenticator, signing.credentials());
  }

  @Test
  void aRequestSignedForSomethingElseIsRefused() throws Exception {
    Signing signing = fixture.signing().sign("x-drawbridge-audience", null);
    signing.sign("x-drawbridge-nonce", null).sign("x-k8s-aws-id", "cluster");
    rejected(Reason.BAD_SIGNATURE, authenticator, signing.credentials());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:iam::123456789012:root",
        "arn:aws:sts::123456789012:federated-user/ci-deploy",
        "arn:aws:sts::123456789012:assumed-role/ci-deploy",
        "arn:aws:sts::123456789012:assumed-role/path/ci-deploy/job-302",
        "arn:aws:sts::123456789012:assumed-role/ci-deploy/job-302/more",
        "arn:aws:sts::123456789012:assumed-role//job-302",
        "arn:aws:sts::123456789012:assumed-role/ci-deploy/job-302:more",
        "arn:aws:sts::123456789012:role/ci-deploy",
        "arn:aws:iam::123456789012:role/ci-deploy",
        "arn:aws:iam::123456789012:assumed-role/ci-deploy/job-302",
        "arn:aws:iam:us-east-1:123456789012:user/ci-deploy",
        "arn:evil:sts::123456789012:assumed-role/ci-deploy/job-302",
        "arn:aws:sts::123456789012:assumed-role/ci-deploy/job-302\n",
        " arn:aws:sts::123456789012:assumed-role/ci-deploy/job-302",
      })
  void aCallerThatIsNoRoleSessionIsRefused(String arn) throws Exception {
    fixture.sts.tell(arn, StsStub.USER_ID);
    rejected(Reason.WRONG_PURPOSE, authenticator, fixture.signing().credentials());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "arn:aws:sts::123456789012:assumed-role/CI-Deploy/job-302",
        "arn:aws-cn:sts::123456789012:assumed-role/ci-deploy/job-302",
        "arn:aws:sts::999999999999:assumed-role/ci-deploy/job-302",
        "arn:aws:sts::123456789012:assumed-role/other/job-302",
      })
  void aRoleThatOnlyLooksLikeTheAllowedOneIsRefused(String arn) throws Exception {
    fixture.sts.tell(arn, StsStub.USER_ID);
    rejected(Reason.OTHER, authenticator, fixture.signing().credentials());
  }

  @Test
  void aUserUnderTheNameOfARoleIsNoRole() throws Exception {
    fixture.sts.tell(
        "arn:aws:iam::123456789012:user/assumed-role/ci-deploy", "AIDAEXAMPLEEXAMPLE123");
    rejected(Reason.OTHER, authenticator, fixture.signing().credentials());
  }

  @Test
  void aBrokenProofIsRefused() throws Exception {
    Signing signing = fixture.signing();
    signing.credentials();
    Map<String, Object> members = new LinkedHashMap<>(signing.said);
    members.put("nonce", 7L);
    assertNotAsked(Reason.MALFORMED, Signing.of(ContractIssuer.json(members)));
    assertNotAsked(Reason.MALFORMED, Signing.of("[]"));
    assertNotAsked(Reason.MALFORMED, Signing.of("{}"));
    assertNotAsked(Reason.MALFORMED, Signing.of("x".repeat(9_000)));
  }
}
