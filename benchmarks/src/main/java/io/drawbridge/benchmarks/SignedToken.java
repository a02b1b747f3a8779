// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;

/**
 * A token as GitLab gives it to a job, and the key set that it verifies with.
 *
 * @param text the signed token (RS256, 2,048 bits)
 * @param keySet the key set's document
 */
record SignedToken(String text, byte[] keySet) {
  static final String ISSUER = "https://gitlab.example.com";
  static final String AUDIENCE = "https://drawbridge.example.com";

  private static final String HEADER =
      """
      {"alg":"RS256","typ":"JWT","kid":"own"}\
      """;

  private static final String CLAIMS =
      """
      {"namespace_id":"72","namespace_path":"my-group","project_id":"20",\
      "project_path":"my-group/my-project","user_id":"1","user_login":"sample-user",\
      "user_email":"sample-user@example.com","pipeline_id":"574","pipeline_source":"push",\
      "job_id":"302","ref":"main","ref_type":"branch","ref_path":"refs/heads/main",\
      "ref_protected":"true","runner_environment":"self-hosted","runner_id":1,\
      "sha":"714a629c0b401fdce83e847fc9589983fc6f46bc","project_visibility":"private",\
      "jti":"235b3a54-b797-45c7-ae9a-f72d7bc6ef5b","iss":"%s",\
      "sub":"project_path:my-group/my-project:ref_type:branch:ref:main","aud":"%s",\
      "iat":%d,"nbf":%d,"exp":%d}\
      """;

  static SignedToken make() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    long now = Instant.now().getEpochSecond();
    String claims = CLAIMS.formatted(ISSUER, AUDIENCE, now - 10, now - 15, now + 3600);
    String signed = encoded(ascii(HEADER)) + "." + encoded(ascii(claims));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(pair.getPrivate());
    signature.update(ascii(signed));
    RSAPublicKey key = (RSAPublicKey) pair.getPublic();
    String keys =
        """
        {"keys":[{"kty":"RSA","kid":"own","use":"sig","alg":"RS256","n":"%s","e":"%s"}]}
        """
            .formatted(
                encoded(unsigned(key.getModulus().toByteArray())),
                encoded(unsigned(key.getPublicExponent().toByteArray())));
    String text = signed + "." + encoded(signature.sign());
    return new SignedToken(text, ascii(keys));
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String encoded(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  /** Without the sign's zero byte, as RFC 7518 wants it. */
  private static byte[] unsigned(byte[] number) {
    return number[0] == 0 ? Arrays.copyOfRange(number, 1, number.length) : number;
  }
}
