// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;

/**
 * One RSA key and what is signed with it: JSON Web Tokens (RFC 7519) with RS256 (RFC 7518 §3.3).
 */
final class TokenIssuer {
  private final String keyId = UUID.randomUUID().toString();
  private final KeyPair keys;

  /** With a fresh key of 2048 bits; takes some tenths of a second. */
  TokenIssuer() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    keys = generator.generateKeyPair();
  }

  /** The public half as a key set (RFC 7517 §5). */
  String keySet() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    return """
    {"keys": [{"kty": "RSA", "kid": "%s", "use": "sig", "alg": "RS256", "n": "%s", "e": "%s"}]}
    """
        .formatted(keyId, unsigned(key.getModulus()), unsigned(key.getPublicExponent()));
  }

  String sign(String claims) throws GeneralSecurityException {
    String header =
        """
        {"alg": "RS256", "kid": "%s", "typ": "JWT"}
        """;
    String input = encode(header.formatted(keyId)) + "." + encode(claims);
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(keys.getPrivate());
    signature.update(input.getBytes(StandardCharsets.US_ASCII));
    return input + "." + encode(signature.sign());
  }

  private static String encode(String json) {
    return encode(json.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return encode(Arrays.copyOfRange(bytes, bytes[0] == 0 ? 1 : 0, bytes.length));
  }
}
