// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.ECFieldFp;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPoint;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.EllipticCurve;
import java.security.spec.RSAPublicKeySpec;
import java.util.Base64;
import java.util.Map;

/**
 * Reads the public key in a JSON Web Key (RFC 7517; RFC 7518, section 6), of RSA or on one of the
 * three curves of NIST. Only the members that make the key are looked at: a certificate in it, for
 * example, is not even parsed. What would make a forgery easy is refused here, whatever the JDK
 * makes of it: a short modulus, an exponent of 1 (each text would be its own signature), a point
 * that is not on its curve.
 */
final class JsonWebKey {
  /** In bits (RFC 7518, section 3.3). */
  private static final int SMALLEST_RSA = 2_048;

  /** In bits; the JDK uses no larger one. */
  private static final int LARGEST_RSA = 16_384;

  private static final BigInteger SMALLEST_EXPONENT = BigInteger.valueOf(3);

  private JsonWebKey() {}

  /** The key; the exception says why no signature can be verified with it. */
  static PublicKey read(Map<String, Object> jwk) throws UnusableKeysException {
    try {
      return switch (text(jwk, "kty")) {
        case "RSA" -> rsa(number(jwk, "n"), number(jwk, "e"));
        case "EC" -> elliptic(jwk);
        default -> throw new UnusableKeysException("its kind is not accepted");
      };
    } catch (GeneralSecurityException | IllegalArgumentException _) {
      throw new UnusableKeysException("it cannot be read");
    }
  }

  private static PublicKey rsa(BigInteger modulus, BigInteger exponent)
      throws UnusableKeysException, GeneralSecurityException {
    int bits = modulus.bitLength();
    if (bits < SMALLEST_RSA || bits > LARGEST_RSA) {
      throw new UnusableKeysException("it has " + bits + " bits; at least 2048 are needed");
    }
    if (!modulus.testBit(0) || !exponent.testBit(0) || exponent.compareTo(SMALLEST_EXPONENT) < 0) {
      throw new UnusableKeysException("its numbers are not those of an RSA key");
    }
    return KeyFactory.getInstance("RSA").generatePublic(new RSAPublicKeySpec(modulus, exponent));
  }

  private static PublicKey elliptic(Map<String, Object> jwk)
      throws UnusableKeysException, GeneralSecurityException {
    String curve =
        switch (text(jwk, "crv")) {
          case "P-256" -> "secp256r1";
          case "P-384" -> "secp384r1";
          case "P-521" -> "secp521r1";
          default -> throw new UnusableKeysException("its curve is not accepted");
        };
    AlgorithmParameters parameters = AlgorithmParameters.getInstance("EC");
    parameters.init(new ECGenParameterSpec(curve));
    ECParameterSpec domain = parameters.getParameterSpec(ECParameterSpec.class);
    ECPoint point = new ECPoint(number(jwk, "x"), number(jwk, "y"));
    if (!isOn(domain.getCurve(), point)) {
      throw new UnusableKeysException("its point is not on its curve");
    }
    return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(point, domain));
  }

  /** y² = x³ + ax + b (SEC 1, section 2.2.1); without it a signature could be made by anybody. */
  private static boolean isOn(EllipticCurve curve, ECPoint point) {
    BigInteger p = ((ECFieldFp) curve.getField()).getP();
    BigInteger x = point.getAffineX();
    BigInteger y = point.getAffineY();
    BigInteger right = x.multiply(x).add(curve.getA()).multiply(x).add(curve.getB());
    return x.compareTo(p) < 0
        && y.compareTo(p) < 0
        && y.multiply(y).subtract(right).mod(p).signum() == 0;
  }

  /** A number in base64url, big-endian (RFC 7518, section 2: Base64urlUInt). */
  private static BigInteger number(Map<String, Object> jwk, String name) {
    return new BigInteger(1, Base64.getUrlDecoder().decode(text(jwk, name)));
  }

  /** A member; one that is not there, or no text, makes no key. */
  private static String text(Map<String, Object> jwk, String name) {
    return jwk.get(name) instanceof String text ? text : "";
  }
}
