// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import static io.drawbridge.auth.aws.AwsFixture.rejected;
import static io.drawbridge.auth.aws.AwsFixture.verified;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a good proof gives, and what STS is asked for it. */
class CallerIdentityTest {
  private final AwsFixture fixture = new AwsFixture();

  CallerIdentityTest() throws Exception {}

  @AfterEach
  void close() {
    fixture.close();
  }

  @Test
  void aRoleIsNamedWithoutItsSession() throws Exception {
    Authentication.Verified verified;
    try (Authenticator authenticator = fixture.create()) {
      verified = verified(authenticator, fixture.signing().credentials());
    }
    Identity identity = verified.identity();
    assertEquals("aws:123456789012|" + AwsFixture.ROLE, identity.principal());
    assertEquals(
        Claims.of(
            Map.of(
                "account", AwsFixture.ACCOUNT,
                "role", "ci-deploy",
                "arn", AwsFixture.ROLE,
                "proof", "caller-identity",
                "user_id", "AROAEXAMPLEEXAMPLE123",
                "region", "us-east-1")),
        identity.claims());
    assertEquals("job-302", identity.labels().get("session (caller-chosen)"));
    assertSame(Liveness.UNTRACKED, verified.liveness());
    assertEquals(AwsFixture.NOW.plus(Duration.ofHours(1)), identity.expiresAt());
  }

  /** Remembered by the gateway, a proof would be let in again without being asked for. */
  @Test
  void aProofIsNeverRemembered() throws Exception {
    try (Authenticator authenticator = fixture.create()) {
      assertEquals(Duration.ZERO, verified(authenticator, fixture.signing().credentials()).reuse());
    }
  }

  /** AWS gives no longest length; roles with session tags have tokens beyond 4 KB. */
  @Test
  void aSessionsTokenMayBeLong() throws Exception {
    try (Authenticator authenticator = fixture.create()) {
      String session = Signing.SESSION.repeat(250);
      verified(authenticator, fixture.signing().say("session", session).credentials());
    }
  }

  @Test
  void stsIsAskedWithNothingButWhatBelongsThere() throws Exception {
    try (Authenticator authenticator = fixture.create()) {
      verified(authenticator, fixture.signing().credentials());
    }
    StsStub.Asked asked = fixture.sts.asked().getFirst();
    assertEquals("POST /", asked.line());
    assertEquals(Signing.BODY, asked.body());
    assertEquals(Signing.AUDIENCE, asked.fields().get("x-drawbridge-audience"));
    assertEquals("application/json", asked.fields().get("accept"));
    assertTrue(
        Set.of(
                "accept",
                "authorization",
                "connection",
                "content-length",
                "content-type",
                "host",
                "user-agent",
                "x-amz-date",
                "x-amz-security-token",
                "x-drawbridge-audience",
                "x-drawbridge-nonce")
            .containsAll(asked.fields().keySet()),
        asked.fields().keySet().toString());
  }

  /** The signature and the field around it are those that botocore printed for these values. */
  @Test
  void theRequestIsTheOneThatBotocoreSigns() throws Exception {
    List<WebRequest> sent = new CopyOnWriteArrayList<>();
    var environment =
        new io.drawbridge.auth.ContractEnvironment(
            AwsFixture.NOW,
            request -> {
              sent.add(request);
              return new WebResponse(500, Map.of(), new byte[0]);
            });
    Map<String, Object> settings = fixture.settings();
    settings.remove("endpoints");
    settings.put("regions", List.of("eu-central-1"));
    String signature = "4b130807e4b9fbc18871c3db7d82102a886aae4add667f560fddc4ccaa20305a";
    Signing signing = new Signing("sts.eu-central-1.amazonaws.com").say("region", "eu-central-1");
    signing.say("key", "AKIAIOSFODNN7EXAMPLE").say("session", null);
    try (Authenticator authenticator =
        new AwsIamProvider().create(io.drawbridge.auth.Settings.of(settings), environment)) {
      AwsFixture.ask(authenticator, signing.say("signature", signature).credentials());
    }
    WebRequest request = sent.getFirst();
    assertEquals("https://sts.eu-central-1.amazonaws.com/", request.uri().toString());
    assertEquals(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261123/eu-central-1/sts/aws4_request,"
            + " SignedHeaders=content-type;host;x-amz-date;x-drawbridge-audience;x-drawbridge-nonce,"
            + " Signature="
            + signature,
        request.headers().get("authorization").reveal());
  }

  @Test
  void aRoleThatIsNotNamedIsRefused() throws Exception {
    fixture.sts.tell(
        "arn:aws:sts::123456789012:assumed-role/other/ci-deploy",
        "AROAEXAMPLEEXAMPLE123:ci-deploy");
    try (Authenticator authenticator = fixture.create()) {
      var answer = rejected(Reason.OTHER, authenticator, fixture.signing().credentials());
      assertTrue(answer.explanation().contains("role/other"), answer.explanation());
    }
  }

  @Test
  void anAccountThatIsNotNamedIsRefused() throws Exception {
    fixture.sts.tell("arn:aws:sts::999999999999:assumed-role/ci-deploy/job", StsStub.USER_ID);
    try (Authenticator authenticator = fixture.create()) {
      assertInstanceOf(
          Authentication.Unavailable.class,
          AwsFixture.ask(authenticator, fixture.signing().credentials()));
      fixture.sts.tell("arn:aws:sts::999999999999:assumed-role/ci-deploy/job-302", StsStub.USER_ID);
      rejected(Reason.OTHER, authenticator, fixture.signing().credentials());
    }
  }

  @Test
  void aUserMayComeIfNamed() throws Exception {
    fixture.sts.tell("arn:aws:iam::123456789012:user/teams/ci/dana", "AIDAEXAMPLEEXAMPLE123");
    Map<String, Object> settings = fixture.settings();
    try (Authenticator authenticator = fixture.create(settings)) {
      rejected(Reason.OTHER, authenticator, fixture.signing().credentials());
    }
    settings.put("users", List.of("arn:aws:iam::123456789012:user/elsewhere/dana"));
    try (Authenticator authenticator = fixture.create(settings)) {
      Identity identity = verified(authenticator, fixture.signing().credentials()).identity();
      assertEquals("arn:aws:iam::123456789012:user/dana", identity.subject());
      assertEquals(new Claims.Value.Absent(), identity.claims().get("role"));
      assertEquals(new Claims.Value.Scalar("dana"), identity.claims().get("user"));
    }
  }

  @Test
  void whatStsSaysOfAKeyIsPassedOn() throws Exception {
    try (Authenticator authenticator = fixture.create()) {
      fixture.sts.always(StsStub.refusal("ExpiredToken"));
      rejected(Reason.EXPIRED, authenticator, fixture.signing().credentials());
      fixture.sts.always(StsStub.refusal("InvalidClientTokenId"));
      rejected(Reason.UNKNOWN_KEY, authenticator, fixture.signing().credentials());
      fixture.sts.always(new StsStub.Scripted(403, Map.of(), "<html>"));
      rejected(Reason.BAD_SIGNATURE, authenticator, fixture.signing().credentials());
      fixture.sts.always(StsStub.refusal("Throttling"));
      assertInstanceOf(
          Authentication.Unavailable.class,
          AwsFixture.ask(authenticator, fixture.signing().credentials()));
    }
  }
}
