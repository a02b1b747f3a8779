// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A token as GitLab gives it to a job, and the key set that it verifies with.
 *
 * @param text the signed token (RS256, 2,048 bits)
 * @param keySet the key set's document
 */
record SignedToken(String text, byte[] keySet) {
  static final String ISSUER = "https://gitlab.example.com";
  static final String AUDIENCE = "https://drawbridge.example.com";

  static SignedToken make() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    String header = encoded(object(Map.of("alg", "RS256", "typ", "JWT", "kid", "own"), Map.of()));
    String signed = header + "." + encoded(payload());
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    Map<String, String> jwk = new LinkedHashMap<>();
    jwk.put("kty", "RSA");
    jwk.put("kid", "own");
    jwk.put("use", "sig");
    jwk.put("alg", "RS256");
    jwk.put("n", encoded(unsigned(key.getModulus().toByteArray())));
    jwk.put("e", encoded(unsigned(key.getPublicExponent().toByteArray())));
    return new SignedToken(signed + "." + encoded(signature.sign()), keySet(jwk));
  }

  private static byte[] payload() {
    long now = Instant.now().getEpochSecond();
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("namespace_id", "72");
    claims.put("namespace_path", "my-group");
    claims.put("project_id", "20");
    claims.put("project_path", "my-group/my-project");
    claims.put("user_id", "1");
    claims.put("user_login", "sample-user");
    claims.put("user_email", "sample-user@example.com");
    claims.put("pipeline_id", "574");
    claims.put("pipeline_source", "push");
    claims.put("job_id", "302");
    claims.put("ref", "main");
    claims.put("ref_type", "branch");
    claims.put("ref_path", "refs/heads/main");
    claims.put("ref_protected", "true");
    claims.put("runner_environment", "self-hosted");
    claims.put("sha", "714a629c0b401fdce83e847fc9589983fc6f46bc");
    claims.put("project_visibility", "private");
    claims.put("jti", "235b3a54-b797-45c7-ae9a-f72d7bc6ef5b");
    claims.put("iss", ISSUER);
    claims.put("sub", "project_path:my-group/my-project:ref_type:branch:ref:main");
    claims.put("aud", AUDIENCE);
    Map<String, Long> numbers =
        Map.of("runner_id", 1L, "iat", now - 10, "nbf", now - 15, "exp", now + 3600);
    return object(claims, numbers);
  }

  private static byte[] object(Map<String, String> texts, Map<String, Long> numbers) {
    StringBuilder json = new StringBuilder();
    JsonWriter writer = new JsonWriter(json).object();
    texts.forEach(writer::member);
    numbers.forEach(writer::member);
    writer.endObject();
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] keySet(Map<String, String> key) {
    StringBuilder json = new StringBuilder();
    JsonWriter writer = new JsonWriter(json).object().name("keys").list().object();
    key.forEach(writer::member);
    writer.endObject().endList().endObject();
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Without the sign's zero byte, as RFC 7518 wants it. */
  private static byte[] unsigned(byte[] number) {
    return number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
  }
}
