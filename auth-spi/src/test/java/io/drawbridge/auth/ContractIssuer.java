// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import io.drawbridge.json.JsonWriter;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An issuer's key, for tests of plugins that accept signed tokens: signs with the JDK alone, so
 * that a token is not made and judged by the same library. Safe for concurrent use.
 */
public final class ContractIssuer {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final String kid;
  private final String algorithm;
  private final KeyPair pair;

  private ContractIssuer(String kid, String algorithm, KeyPair pair) {
    this.kid = kid;
    this.algorithm = algorithm;
    this.pair = pair;
  }

  /** A new RSA key that signs RS256. */
  public static ContractIssuer rsa(String kid, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    return new ContractIssuer(kid, "RS256", generator.generateKeyPair());
  }

  /** A new EC key; {@code P-256} signs ES256, {@code P-384} signs ES384. */
  public static ContractIssuer ec(String kid, String curve) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    boolean small = curve.equals("P-256");
    generator.initialize(new ECGenParameterSpec(small ? "secp256r1" : "secp384r1"));
    return new ContractIssuer(kid, small ? "ES256" : "ES384", generator.generateKeyPair());
  }

  /** The same key under another name. */
  public ContractIssuer named(String other) {
    return new ContractIssuer(other, algorithm, pair);
  }

  /** The public key in the encoding of a certificate. */
  public byte[] encoded() {
    return pair.getPublic().getEncoded();
  }

  /** Its public JWK as members, to be changed by a test. */
  public Map<String, Object> jwk() {
    Map<String, Object> members = new LinkedHashMap<>();
    if (pair.getPublic() instanceof RSAPublicKey rsa) {
      members.put("kty", "RSA");
      members.put("n", encode(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8));
      members.put("e", encode(rsa.getPublicExponent(), 3));
    } else {
      ECPublicKey ec = (ECPublicKey) pair.getPublic();
      int size = algorithm.equals("ES256") ? 32 : 48;
      members.put("kty", "EC");
      members.put("crv", algorithm.equals("ES256") ? "P-256" : "P-384");
      members.put("x", encode(ec.getW().getAffineX(), size));
      members.put("y", encode(ec.getW().getAffineY(), size));
    }
    members.put("kid", kid);
    members.put("use", "sig");
    members.put("alg", algorithm);
    return members;
  }

  /** A header that names this key, to be changed by a test. */
  public Map<String, Object> header() {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("alg", algorithm);
    header.put("kid", kid);
    header.put("typ", "JWT");
    return header;
  }

  /** A key set of public keys. */
  public static String set(ContractIssuer... keys) {
    return json(Map.of("keys", List.of(keys).stream().map(ContractIssuer::jwk).toList()));
  }

  /** A token with this key's own header. */
  public String token(Map<String, ?> payload) throws GeneralSecurityException {
    return token(header(), payload);
  }

  /** A token with any header; the signature is always this key's own. */
  public String token(Map<String, ?> header, Map<String, ?> payload)
      throws GeneralSecurityException {
    return token(json(header), json(payload));
  }

  /** A token of two texts, which need not even be JSON. */
  public String token(String header, String payload) throws GeneralSecurityException {
    String signed = encode(header) + "." + encode(payload);
    return signed + "." + BASE64.encodeToString(sign(signed));
  }

  private byte[] sign(String text) throws GeneralSecurityException {
    PrivateKey key = pair.getPrivate();
    String name =
        switch (algorithm) {
          case "RS256" -> "SHA256withRSA";
          case "ES256" -> "SHA256withECDSAinP1363Format";
          default -> "SHA384withECDSAinP1363Format";
        };
    Signature signature = Signature.getInstance(name);
    signature.initSign(key);
    signature.update(text.getBytes(StandardCharsets.UTF_8));
    return signature.sign();
  }

  /** A text in base64url without padding. */
  public static String encode(String text) {
    return BASE64.encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String encode(BigInteger number, int bytes) {
    byte[] raw = number.toByteArray();
    byte[] fixed = new byte[bytes];
    int length = Math.min(raw.length, bytes);
    System.arraycopy(raw, raw.length - length, fixed, bytes - length, length);
    return BASE64.encodeToString(fixed);
  }

  /** Texts, whole numbers, truth values, nulls, lists and maps as JSON. */
  public static String json(Object value) {
    StringBuilder text = new StringBuilder();
    write(new JsonWriter(text), value);
    return text.toString();
  }

  private static void write(JsonWriter out, Object value) {
    switch (value) {
      case null -> out.value((String) null);
      case Boolean flag -> out.value(flag.booleanValue());
      case Number number -> out.value(number.longValue());
      case List<?> list -> {
        out.list();
        list.forEach(element -> write(out, element));
        out.endList();
      }
      case Map<?, ?> map -> {
        out.object();
        map.forEach((name, member) -> write(out.name((String) name), member));
        out.endObject();
      }
      default -> out.value(value.toString());
    }
  }
}
