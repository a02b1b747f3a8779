// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Secret;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.CommandException;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Signed GetCallerIdentity, against what botocore signs. */
class AwsProofTest {
  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "AWS_ACCESS_KEY_ID", "ASIAIOSFODNN7EXAMPLE",
          "AWS_SECRET_ACCESS_KEY", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
          "AWS_SESSION_TOKEN", "IQoJb3JpZ2luX2VjE==",
          "AWS_REGION", "eu-central-1");

  @TestFactory
  Stream<DynamicTest> theSignatureIsBotocores() throws Exception {
    byte[] file;
    try (InputStream in = AwsProofTest.class.getResourceAsStream("caller-identity.json")) {
      file = in.readAllBytes();
    }
    List<?> vectors = (List<?>) JsonReader.read(file, JsonLimits.STANDARD);
    assertEquals(9, vectors.size());
    return vectors.stream()
        .map(vector -> (Map<?, ?>) vector)
        .map(
            vector ->
                DynamicTest.dynamicTest((String) vector.get("name"), () -> assertVector(vector)));
  }

  private static void assertVector(Map<?, ?> vector) throws Exception {
    String[] parts =
        Stream.of("region", "host", "audience", "nonce", "date", "key", "secret")
            .map(name -> (String) vector.get(name))
            .toArray(String[]::new);
    Optional<Secret> session = Optional.ofNullable((String) vector.get("session")).map(Secret::of);
    AwsCredentials key = new AwsCredentials(parts[5], Secret.of(parts[6]), session);
    String date = parts[4];
    Instant now =
        Instant.parse(date.replaceAll("(....)(..)(..)T(..)(..)(..)Z", "$1-$2-$3T$4:$5:$6Z"));
    AwsProof proof = new AwsProof(key, parts[0], parts[1], parts[2], InstantSource.fixed(now));
    Map<String, Object> said = members(proof.signed(now, parts[3]));
    String authorization = (String) vector.get("authorization");
    assertEquals(
        authorization.substring(authorization.lastIndexOf('=') + 1), said.get("signature"));
    assertEquals(date, said.get("date"));
    assertEquals(parts[5], said.get("key"));
    assertEquals(session.map(Secret::reveal).orElse(null), said.get("session"));
    assertFalse(said.containsValue(parts[6]), "the key itself is in the proof");
  }

  private static Map<String, Object> members(Secret proof) throws Exception {
    assertTrue(proof.reveal().startsWith("aws1."));
    byte[] json = Base64.getUrlDecoder().decode(proof.reveal().substring(5));
    return JsonReader.readObject(json, JsonLimits.STANDARD);
  }

  private static Arguments words(String... words) throws CommandException {
    return Arguments.parse(List.of(words), AwsProof.OPTIONS);
  }

  @Test
  void twoProofsOfOneSecondDiffer() throws Exception {
    AwsProof proof = AwsProof.of(words("--aws-audience", "urn:a"), ENVIRONMENT::get);
    Map<String, Object> first = members(proof.get());
    Map<String, Object> second = members(proof.get());
    assertNotEquals(first.get("nonce"), second.get("nonce"));
    assertNotEquals(first.get("signature"), second.get("signature"));
    assertEquals("eu-central-1", first.get("region"));
    assertEquals("urn:a", first.get("audience"));
  }

  @Test
  void theRegionOfTheCommandLineGoesFirst() throws Exception {
    Arguments words = words("--aws-audience", "urn:a", "--aws-region", "us-east-2");
    assertEquals("us-east-2", members(AwsProof.of(words, ENVIRONMENT::get).get()).get("region"));
  }

  @Test
  void everyPartOfAwsHasItsHost() {
    assertEquals("sts.eusc-de-east-1.amazonaws.eu", AwsProof.hostIn("eusc-de-east-1"));
    assertEquals("sts.us-iso-east-1.c2s.ic.gov", AwsProof.hostIn("us-iso-east-1"));
    assertEquals("sts.cn-north-1.amazonaws.com.cn", AwsProof.hostIn("cn-north-1"));
    assertEquals("sts.us-gov-west-1.amazonaws.com", AwsProof.hostIn("us-gov-west-1"));
  }

  @Test
  void theLongestProofFitsIntoAHead() throws Exception {
    AwsCredentials key =
        new AwsCredentials(
            "ASIAIOSFODNN7EXAMPLE", Secret.of("k"), Optional.of(Secret.of("t".repeat(4096))));
    AwsProof proof =
        new AwsProof(key, "us-gov-west-1", "h", "a".repeat(256), InstantSource.system());
    assertTrue(proof.get().length() <= 8 * 1024, proof.get().length() + " characters");
    assertEquals("AwsProof[us-gov-west-1]", proof.toString());
  }

  @Test
  void whatIsMissingOrNotAcceptableIsSaid() {
    assertUsage(Map.of("AWS_REGION", "eu-central-1"), "AWS_ACCESS_KEY_ID");
    assertUsage(Map.of(), "AWS_REGION");
    assertUsage(Map.of("AWS_REGION", "evil.example/"), "evil.example/");
    assertUsage(
        Map.of("AWS_REGION", "eu-central-1", "AWS_ENDPOINT_URL_STS", "nonsense"),
        "AWS_ENDPOINT_URL_STS");
  }

  private static void assertUsage(Map<String, String> environment, String word) {
    CommandException refused =
        assertThrows(
            CommandException.class,
            () -> AwsProof.of(words("--aws-audience", "urn:a"), environment::get));
    assertTrue(refused.getMessage().contains(word), refused.getMessage());
  }
}
