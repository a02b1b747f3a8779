// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.CredentialSource;
import io.drawbridge.auth.CredentialSourceContract;
import io.drawbridge.auth.CredentialSourceProvider;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.jwt.Findings;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The job's side: signed GetCallerIdentity, against what botocore signs and our own gateway. */
class CallerProofSourceTest extends CredentialSourceContract {
  private static final Map<String, String> VARIABLES =
      Map.of(
          "AWS_ACCESS_KEY_ID", Signing.KEY,
          "AWS_SECRET_ACCESS_KEY", Signing.SECRET,
          "AWS_SESSION_TOKEN", Signing.SESSION,
          "AWS_REGION", "us-east-1");

  private final ContractEnvironment environment = ContractEnvironment.offline(AwsFixture.NOW);

  @Override
  protected CredentialSourceProvider provider() {
    return new CallerProofProvider(VARIABLES::get);
  }

  @Override
  protected Map<String, Object> settings() {
    return Map.of("audience", Signing.AUDIENCE);
  }

  @Override
  protected ContractEnvironment environment() {
    return environment;
  }

  @Override
  protected List<String> canaries() {
    return List.of(Signing.SECRET, Signing.SESSION);
  }

  @Test
  void theSignatureIsBotocores() throws Exception {
    byte[] file;
    try (InputStream in = getClass().getResourceAsStream("caller-identity.json")) {
      file = in.readAllBytes();
    }
    List<?> vectors = (List<?>) JsonReader.read(file, JsonLimits.STANDARD);
    assertEquals(9, vectors.size());
    for (Object each : vectors) {
      assertVector((Map<?, ?>) each);
    }
  }

  private static void assertVector(Map<?, ?> vector) {
    String[] parts =
        Stream.of("region", "host", "audience", "nonce", "date", "key", "secret")
            .map(name -> (String) vector.get(name))
            .toArray(String[]::new);
    Optional<Secret> session = Optional.ofNullable((String) vector.get("session")).map(Secret::of);
    Instant now =
        Instant.parse(parts[4].replaceAll("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z"));
    CallerProofSource source =
        new CallerProofSource(
            parts[5],
            Secret.of(parts[6]),
            session,
            parts[0],
            parts[1],
            parts[2],
            InstantSource.fixed(now));
    CallerProof proof = proof(source.signed(parts[3]));
    CallerRequest request =
        new CallerRequest(proof.region(), proof.date(), parts[2], proof.nonce(), proof.session());
    assertEquals(
        vector.get("authorization"),
        request.authorization(proof.key(), proof.signature()).reveal(),
        () -> String.valueOf(vector.get("name")));
    assertEquals(session, proof.session());
  }

  private static CallerProof proof(Secret made) {
    return CallerProof.read(made.reveal(), Findings.deciding()).orElseThrow();
  }

  private CredentialSource source(Map<String, String> variables, String... more)
      throws InvalidSettingsException {
    Map<String, Object> settings = new HashMap<>(settings());
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return new CallerProofProvider(variables::get).create(Settings.of(settings), environment);
  }

  @Test
  void theGatewayTakesWhatTheJobMakes() throws Exception {
    try (AwsFixture fixture = new AwsFixture();
        Authenticator gateway = fixture.create()) {
      Map<String, String> variables = new HashMap<>(VARIABLES);
      variables.put("AWS_ENDPOINT_URL_STS", fixture.sts.url());
      try (CredentialSource job = source(variables)) {
        for (int i = 0; i < 2; i++) {
          Authentication answer = AwsFixture.ask(gateway, Credentials.of(job.get()));
          assertInstanceOf(Authentication.Verified.class, answer);
        }
      }
    }
  }

  @Test
  void twoProofsOfOneSecondDiffer() throws Exception {
    try (CredentialSource job = source(VARIABLES, "region", "eusc-de-east-1")) {
      CallerProof first = proof(job.get());
      CallerProof second = proof(job.get());
      assertNotEquals(first.nonce(), second.nonce());
      assertNotEquals(first.signature(), second.signature());
      assertEquals("eusc-de-east-1", first.region(), "the setting goes before the variable");
    }
  }

  @Test
  void theLongestProofFitsIntoAHead() throws Exception {
    Map<String, String> variables = new HashMap<>(VARIABLES);
    variables.put("AWS_SESSION_TOKEN", "t".repeat(4096));
    try (CredentialSource job = source(variables, "audience", "a".repeat(256))) {
      assertTrue(job.get().length() <= 8 * 1024, job.get().length() + " characters");
      assertEquals("CallerProofSource[us-east-1]", job.toString());
    }
  }

  @Test
  void whatIsMissingOrNotAcceptableIsSaid() {
    assertRefused("AWS_ACCESS_KEY_ID", "AWS_ACCESS_KEY_ID", "");
    assertRefused("AWS_SECRET_ACCESS_KEY", "AWS_SECRET_ACCESS_KEY", " ");
    assertRefused("AWS_REGION", "AWS_REGION", "");
    assertRefused("evil.example/", "AWS_REGION", "evil.example/");
    assertRefused("AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL_STS", "nonsense");
  }

  private void assertRefused(String word, String variable, String value) {
    Map<String, String> variables = new HashMap<>(VARIABLES);
    variables.put(variable, value);
    InvalidSettingsException refused =
        assertThrows(InvalidSettingsException.class, () -> source(variables));
    assertTrue(refused.getMessage().contains(word), refused.getMessage());
  }
}
