// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.math.BigInteger;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.interfaces.ECPublicKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A public key and the one kind of signature it may verify. The algorithm comes from the key and
 * the configuration together, never from the token alone (RFC 8725, section 3.1). Immutable.
 */
record VerificationKey(PublicKey key, Set<String> algorithms) {
  /** The JDK's names of the asymmetric signatures of RFC 7518, section 3.1, that are verified. */
  private static final Map<String, String> NAMES =
      Map.of(
          "RS256", "SHA256withRSA",
          "RS384", "SHA384withRSA",
          "RS512", "SHA512withRSA",
          "ES256", "SHA256withECDSAinP1363Format",
          "ES384", "SHA384withECDSAinP1363Format",
          "ES512", "SHA512withECDSAinP1363Format");

  static final Set<String> ALGORITHMS = NAMES.keySet();

  /** Reads a public JWK (RFC 7517) with which a signature can be verified. */
  static VerificationKey read(Map<String, Object> jwk) throws UnusableKeysException {
    if (jwk.containsKey("use") && !"sig".equals(jwk.get("use"))) {
      throw new UnusableKeysException("it is not for signatures (use)");
    }
    if (jwk.get("key_ops") instanceof List<?> operations && !operations.contains("verify")) {
      throw new UnusableKeysException("it is not for verifying (key_ops)");
    }
    PublicKey key = JsonWebKey.read(jwk);
    Set<String> algorithms = algorithms(key);
    Object only = jwk.get("alg");
    if (only == null) {
      return new VerificationKey(key, algorithms);
    }
    if (!algorithms.contains(only)) {
      throw new UnusableKeysException("it is for another algorithm (alg)");
    }
    return new VerificationKey(key, Set.of((String) only));
  }

  private static Set<String> algorithms(PublicKey key) {
    if (!(key instanceof ECPublicKey elliptic)) {
      return Set.of("RS256", "RS384", "RS512");
    }
    return switch (elliptic.getParams().getOrder().bitLength()) {
      case 256 -> Set.of("ES256");
      case 384 -> Set.of("ES384");
      default -> Set.of("ES512");
    };
  }

  boolean verifies(String algorithm, byte[] signed, byte[] signature) {
    if (!algorithms.contains(algorithm) || !isPossible(signature)) {
      return false;
    }
    try {
      Signature verifier = Signature.getInstance(NAMES.get(algorithm));
      verifier.initVerify(key);
      verifier.update(signed);
      return verifier.verify(signature);
    } catch (SignatureException _) {
      // One of impossible shape: it does not fit.
      return false;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }

  /**
   * Whether the two numbers of an elliptic signature are of full length and between 1 and the
   * curve's order (RFC 7518, section 3.4). A platform that let zeros through would take a signature
   * of nobody for everybody's (CVE-2022-21449), and other lengths would be further texts of the
   * same token. A signature of RSA is as long as its key, which the platform looks at.
   */
  private boolean isPossible(byte[] signature) {
    if (!(key instanceof ECPublicKey elliptic)) {
      return true;
    }
    BigInteger order = elliptic.getParams().getOrder();
    int half = (order.bitLength() + 7) / 8;
    return signature.length == 2 * half
        && isBelow(order, Arrays.copyOf(signature, half))
        && isBelow(order, Arrays.copyOfRange(signature, half, 2 * half));
  }

  private static boolean isBelow(BigInteger order, byte[] bytes) {
    BigInteger number = new BigInteger(1, bytes);
    return number.signum() > 0 && number.compareTo(order) < 0;
  }
}
