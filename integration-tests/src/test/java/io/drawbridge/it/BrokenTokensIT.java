// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.drawbridge.it.harness.Answer;
import io.drawbridge.it.harness.AuditTrail.Entry;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.JobToken;
import io.drawbridge.it.peer.SigningKey;
import io.drawbridge.it.peer.StandInGitLab;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A token is right in every respect or refused: each demanded check broken alone. */
class BrokenTokensIT {
  private static final long NOW = System.currentTimeMillis() / 1000;

  @TempDir static Path directory;
  private static StandInGitLab gitlab;
  private static Target witness;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    gitlab = new StandInGitLab();
    witness = Target.witness();
    gateway = Gateway.start(Scene.withGitLab(directory, gitlab, "token-expiry", witness.port()));
  }

  @AfterAll
  static void stop() {
    try {
      gateway.scanForSecrets(gitlab.secrets());
    } finally {
      gateway.close();
      witness.close();
      gitlab.close();
    }
  }

  private static JobToken good() {
    return gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE);
  }

  private static Answer present(String token) throws IOException {
    try (Client client = Client.plain(Scene.anotherSource(), gateway.port(), 0)) {
      return client.connectTo(Scene.TARGET, token);
    }
  }

  /** An empty reason: the token is nobody's, and no authenticator says more. */
  private static void assertRefused(String what, String reason, String token) throws IOException {
    witness.forget();
    Answer answer = present(token);
    assertEquals(407, answer.status(), what + ": " + answer);
    Entry entry = gateway.audit().awaitRefusal(answer.session());
    assertEquals("UNAUTHENTICATED", entry.refusal(), what);
    String explanation = entry.text("explanation");
    assertEquals(
        !reason.isEmpty(), explanation.startsWith("gitlab: " + reason + ": "), explanation);
    assertEquals(0, witness.connections(), what);
  }

  static Stream<Arguments> breaks() {
    SigningKey strange = SigningKey.create("strange", 2048);
    return Stream.of(
        row("expired", "EXPIRED", t -> t.claim("exp", NOW - 120)),
        row("no exp", "MISSING_CLAIM", t -> t.without("exp")),
        row("exp as text", "MISSING_CLAIM", t -> t.claim("exp", "" + (NOW + 600))),
        row("exp too far away", "OTHER", t -> t.claim("exp", NOW + 400L * 24 * 3600)),
        row("not yet valid", "NOT_YET_VALID", t -> t.claim("nbf", NOW + 600)),
        row("made in the future", "NOT_YET_VALID", t -> t.claim("iat", NOW + 600)),
        row("no iat", "MISSING_CLAIM", t -> t.without("iat")),
        row("another issuer", "", t -> t.claim("iss", "https://gitlab.example.com")),
        row("issuer with a slash", "WRONG_ISSUER", t -> t.claim("iss", gitlab.url() + "/")),
        row("no issuer", "", t -> t.without("iss")),
        row("another audience", "WRONG_AUDIENCE", t -> t.claim("aud", "https://elsewhere.test")),
        row(
            "audience in capitals",
            "WRONG_AUDIENCE",
            t -> t.claim("aud", Scene.AUDIENCE.toUpperCase())),
        row(
            "two audiences",
            "WRONG_AUDIENCE",
            t -> t.claim("aud", List.of(Scene.AUDIENCE, "https://else.test"))),
        row("no audience", "MISSING_CLAIM", t -> t.without("aud")),
        row("no kid", "UNKNOWN_KEY", t -> t.withoutHeader("kid")),
        row("unknown kid", "UNKNOWN_KEY", t -> t.header("kid", "strange").signedBy(strange)),
        row("another key under a known kid", "BAD_SIGNATURE", t -> t.signedBy(strange)),
        row("RS512", "BAD_SIGNATURE", t -> t.header("alg", "RS512").algorithm("SHA512withRSA")),
        row("PS256 said, RS256 made", "BAD_SIGNATURE", t -> t.header("alg", "PS256")),
        row("an access token", "WRONG_PURPOSE", t -> t.header("typ", "at+jwt")),
        row(
            "a critical header",
            "MALFORMED",
            t -> t.header("crit", List.of("b64")).header("b64", false)),
        row("a key of its own", "MALFORMED", t -> t.header("jwk", strange.jwk()).signedBy(strange)),
        row("no job_id", "MISSING_CLAIM", t -> t.without("job_id")),
        row("no project_id", "MISSING_CLAIM", t -> t.without("project_id")),
        row("no pipeline_id", "MISSING_CLAIM", t -> t.without("pipeline_id")),
        row("project_id is no number", "MALFORMED", t -> t.claim("project_id", "42x17")),
        row("a fork's pipeline", "FORK", t -> t.claim("job_project_id", "9999")),
        row(
            "another purpose: the secrets manager",
            "WRONG_PURPOSE",
            t -> t.claim("secrets_manager_scope", "pipeline")));
  }

  private static Arguments row(String name, String reason, UnaryOperator<JobToken> broken) {
    return arguments(name, reason, broken);
  }

  @Test
  void theUnbrokenOneIsLetIn() throws IOException {
    assertEquals(200, present(good().text()).status());
    assertEquals(
        200,
        present(good().claim("project_id", Scene.PROJECT).claim("job_id", 77).text()).status(),
        "ids may be numbers");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("breaks")
  void oneThatIsBrokenIsNot(String what, String reason, UnaryOperator<JobToken> broken)
      throws IOException {
    assertRefused(what, reason, broken.apply(good()).text());
  }

  @Test
  void oneWithoutASignatureIsNot() throws IOException {
    String[] parts = good().header("alg", "none").text().split("\\.");
    assertRefused("alg none", "BAD_SIGNATURE", parts[0] + "." + parts[1] + ".");
    String[] signed = good().text().split("\\.");
    assertRefused("signature cut off", "BAD_SIGNATURE", signed[0] + "." + signed[1] + ".");
    assertRefused("signature and dot cut off", "", signed[0] + "." + signed[1]);
  }

  @Test
  void oneSignedWithThePublicKeyAsASharedSecretIsNot()
      throws IOException, GeneralSecurityException {
    String[] parts = good().header("alg", "HS256").text().split("\\.");
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(gitlab.key().encodedPublic(), "HmacSHA256"));
    byte[] sum = mac.doFinal((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
    assertRefused(
        "HS256",
        "BAD_SIGNATURE",
        parts[0]
            + "."
            + parts[1]
            + "."
            + Base64.getUrlEncoder().withoutPadding().encodeToString(sum));
  }

  @Test
  void oneWithAClaimExchangedIsNot() throws IOException {
    String[] parts = good().claim("project_id", "1").text().split("\\.");
    String other = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String forged =
        SigningKey.part(other.replace("\"project_id\":\"1\"", "\"project_id\":\"4217\""));
    assertRefused("forged", "BAD_SIGNATURE", parts[0] + "." + forged + "." + parts[2]);
  }

  @Test
  void oneWithTwoClaimsOfAKindIsNot() throws IOException {
    String[] parts = good().text().split("\\.");
    String json = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    String doubled = SigningKey.part("{\"project_id\":\"1\"," + json.substring(1));
    assertRefused(
        "project_id twice",
        "MALFORMED",
        gitlab.key().sign(parts[0] + "." + doubled, "SHA256withRSA"));
  }

  @Test
  void oneOfAWeakKeyIsNotEvenIfTheIssuerPublishesIt() throws IOException {
    SigningKey strong = gitlab.key();
    try {
      gitlab.publish(SigningKey.create("weak", 1024));
      assertRefused("weak key", "UNKNOWN_KEY", good().text());
    } finally {
      gitlab.publish(strong);
    }
  }
}
