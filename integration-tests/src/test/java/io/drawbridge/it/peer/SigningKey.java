// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import io.drawbridge.it.harness.Json;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/** An RSA key with its id, for RS256 (RFC 7518 §3.3) and what should be refused instead of it. */
public final class SigningKey {
  private static final Base64.Encoder BASE64URL = Base64.getUrlEncoder().withoutPadding();

  private final String id;
  private final KeyPair keys;

  private SigningKey(String id, KeyPair keys) {
    this.id = id;
    this.keys = keys;
  }

  /** A fresh key. */
  public static SigningKey create(String id, int bits) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(bits);
      return new SigningKey(id, generator.generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Its id. */
  public String id() {
    return id;
  }

  /** The same key under another id. */
  public SigningKey called(String otherId) {
    return new SigningKey(otherId, keys);
  }

  /** Its public half as a JSON Web Key, as GitLab publishes it. */
  public Map<String, Object> jwk() {
    RSAPublicKey key = (RSAPublicKey) keys.getPublic();
    Map<String, Object> jwk = new LinkedHashMap<>();
    jwk.put("kty", "RSA");
    jwk.put("kid", id);
    jwk.put("e", unsigned(key.getPublicExponent()));
    jwk.put("n", unsigned(key.getModulus()));
    jwk.put("use", "sig");
    jwk.put("alg", "RS256");
    return jwk;
  }

  /** The public half in its X.509 form; what an algorithm mix-up would take as a shared secret. */
  public byte[] encodedPublic() {
    return keys.getPublic().getEncoded();
  }

  PrivateKey secret() {
    return keys.getPrivate();
  }

  /** A compact token of that header and claims, signed with that algorithm of the JDK. */
  public String sign(Map<String, ?> header, Map<String, ?> claims, String algorithm) {
    return sign(part(Json.write(header)) + "." + part(Json.write(claims)), algorithm);
  }

  /** A signing input with its signature. */
  public String sign(String input, String algorithm) {
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(keys.getPrivate());
      signature.update(input.getBytes(StandardCharsets.US_ASCII));
      return input + "." + BASE64URL.encodeToString(signature.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A text as a part of a compact token. */
  public static String part(String text) {
    return BASE64URL.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String unsigned(BigInteger number) {
    byte[] bytes = number.toByteArray();
    return BASE64URL.encodeToString(
        bytes[0] == 0 ? Arrays.copyOfRange(bytes, 1, bytes.length) : bytes);
  }
}
