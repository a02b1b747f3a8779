// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A public key and the one kind of signature it may verify. The algorithm comes from the key and
 * the configuration together, never from the token alone (RFC 8725, section 3.1). Immutable.
 *
 * @param key the key, equal to the same one out of another set
 * @param algorithms what may be verified with it
 */
record VerificationKey(JWK key, Set<String> algorithms) {
  /** What is verified at all: asymmetric signatures (RFC 7518, section 3.1). */
  static final Set<String> ALGORITHMS =
      Set.of("RS256", "RS384", "RS512", "ES256", "ES384", "ES512");

  /** In bits (RFC 7518, section 3.3). */
  private static final int SMALLEST_RSA = 2_048;

  /** In bits; the JDK uses no larger one. */
  private static final int LARGEST_RSA = 16_384;

  /**
   * Reads a public JWK (RFC 7517). Only the members that make the key are looked at: a certificate
   * in it, for example, is not even parsed.
   *
   * @throws UnusableKeysException if no signature can be verified with it; the message says why
   */
  static VerificationKey read(Map<String, Object> jwk) throws UnusableKeysException {
    if (jwk.containsKey("use") && !"sig".equals(jwk.get("use"))) {
      throw new UnusableKeysException("it is not for signatures (use)");
    }
    if (jwk.get("key_ops") instanceof List<?> operations && !operations.contains("verify")) {
      throw new UnusableKeysException("it is not for verifying (key_ops)");
    }
    Map<String, Object> members = new LinkedHashMap<>();
    for (String name : List.of("kty", "n", "e", "crv", "x", "y")) {
      if (jwk.get(name) instanceof String text) {
        members.put(name, text);
      }
    }
    try {
      JWK key = JWK.parse(members);
      Set<String> algorithms = algorithms(key);
      Object only = jwk.get("alg");
      if (only != null && !algorithms.contains(only)) {
        throw new UnusableKeysException("it is for another algorithm (alg)");
      }
      return new VerificationKey(key, only == null ? algorithms : Set.of((String) only));
    } catch (ParseException | JOSEException | IllegalArgumentException _) {
      throw new UnusableKeysException("it cannot be read");
    }
  }

  private static Set<String> algorithms(JWK key) throws UnusableKeysException, JOSEException {
    if (key instanceof RSAKey rsa) {
      int bits = rsa.toRSAPublicKey().getModulus().bitLength();
      if (bits < SMALLEST_RSA || bits > LARGEST_RSA) {
        throw new UnusableKeysException("it has " + bits + " bits; at least 2048 are needed");
      }
      return Set.of("RS256", "RS384", "RS512");
    }
    if (key instanceof ECKey ec) {
      return switch (ec.getCurve().getName()) {
        case "P-256" -> Set.of("ES256");
        case "P-384" -> Set.of("ES384");
        case "P-521" -> Set.of("ES512");
        default -> throw new UnusableKeysException("its curve is not accepted");
      };
    }
    throw new UnusableKeysException("its kind is not accepted");
  }

  /** Whether the signature over the bytes is this key's, made with this algorithm. */
  boolean verifies(String algorithm, byte[] signed, byte[] signature) {
    if (!algorithms.contains(algorithm)) {
      return false;
    }
    try {
      JWSVerifier verifier =
          key instanceof RSAKey rsa
              ? new RSASSAVerifier(rsa.toRSAPublicKey())
              : new ECDSAVerifier(((ECKey) key).toECPublicKey());
      JWSHeader header = new JWSHeader(JWSAlgorithm.parse(algorithm));
      return verifier.verify(header, signed, Base64URL.encode(signature));
    } catch (JOSEException _) {
      // A signature of impossible shape: it does not fit.
      return false;
    }
  }
}
