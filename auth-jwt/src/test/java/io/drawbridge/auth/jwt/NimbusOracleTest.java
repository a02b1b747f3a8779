// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.ECPublicKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keys and signatures, judged here and by nimbus-jose-jwt: it may not be stricter than we are. */
class NimbusOracleTest {
  private static final byte[] SIGNED = "header.payload".getBytes(StandardCharsets.US_ASCII);

  private record Kind(JWK key, JWSAlgorithm algorithm) {
    byte[] sign() throws JOSEException {
      JWSSigner signer =
          key instanceof RSAKey rsa ? new RSASSASigner(rsa) : new ECDSASigner((ECKey) key);
      return signer.sign(new JWSHeader(algorithm), SIGNED).decode();
    }

    boolean theirs(byte[] signed, byte[] signature) throws JOSEException {
      JWSVerifier verifier =
          key instanceof RSAKey rsa ? new RSASSAVerifier(rsa) : new ECDSAVerifier((ECKey) key);
      try {
        return verifier.verify(new JWSHeader(algorithm), signed, Base64URL.encode(signature));
      } catch (JOSEException _) {
        return false;
      }
    }

    VerificationKey ours() throws UnusableKeysException {
      return VerificationKey.read(key.toPublicJWK().toJSONObject());
    }
  }

  private static List<Kind> kinds() throws JOSEException {
    List<Kind> kinds = new ArrayList<>();
    RSAKey rsa = new RSAKeyGenerator(2_048).generate();
    for (JWSAlgorithm algorithm :
        List.of(JWSAlgorithm.RS256, JWSAlgorithm.RS384, JWSAlgorithm.RS512)) {
      kinds.add(new Kind(rsa, algorithm));
    }
    kinds.add(new Kind(new RSAKeyGenerator(3_072).generate(), JWSAlgorithm.RS256));
    kinds.add(new Kind(new ECKeyGenerator(Curve.P_256).generate(), JWSAlgorithm.ES256));
    kinds.add(new Kind(new ECKeyGenerator(Curve.P_384).generate(), JWSAlgorithm.ES384));
    kinds.add(new Kind(new ECKeyGenerator(Curve.P_521).generate(), JWSAlgorithm.ES512));
    return kinds;
  }

  @Test
  void whatTheySignIsVerifiedAndNothingElse() throws Exception {
    for (Kind kind : kinds()) {
      VerificationKey ours = kind.ours();
      String algorithm = kind.algorithm().getName();
      byte[] good = kind.sign();
      assertTrue(ours.verifies(algorithm, SIGNED, good), algorithm);
      byte[] other = SIGNED.clone();
      other[3] ^= 1;
      assertEquals(kind.theirs(other, good), ours.verifies(algorithm, other, good));
      for (byte[] forged : forgeries(good, kind.key())) {
        assertEquals(
            kind.theirs(SIGNED, forged),
            ours.verifies(algorithm, SIGNED, forged),
            () -> algorithm + " " + Base64URL.encode(forged));
      }
      for (String wrong : VerificationKey.ALGORITHMS) {
        assertEquals(wrong.equals(algorithm), ours.verifies(wrong, SIGNED, good), wrong);
      }
    }
  }

  /** Each bit of the ends and the middle changed, other lengths, and numbers at their bounds. */
  private static List<byte[]> forgeries(byte[] good, JWK key) throws JOSEException {
    List<byte[]> forged = new ArrayList<>();
    for (int at : new int[] {0, 1, good.length / 2 - 1, good.length / 2, good.length - 1}) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = good.clone();
        changed[at] ^= (byte) (1 << bit);
        forged.add(changed);
      }
    }
    for (int length : new int[] {0, 1, good.length / 2, good.length - 1, good.length + 1}) {
      forged.add(Arrays.copyOf(good, length));
    }
    forged.add(new byte[good.length]);
    forged.add(
        ("\0" + new String(good, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1));
    if (key instanceof ECKey elliptic) {
      ECPublicKey point = elliptic.toECPublicKey();
      BigInteger order = point.getParams().getOrder();
      int half = good.length / 2;
      BigInteger r = new BigInteger(1, Arrays.copyOf(good, half));
      BigInteger s = new BigInteger(1, Arrays.copyOfRange(good, half, good.length));
      for (BigInteger[] pair :
          new BigInteger[][] {
            {BigInteger.ZERO, s},
            {r, BigInteger.ZERO},
            {order, s},
            {r, order},
            {BigInteger.ONE, BigInteger.ONE},
            // A second good signature of the same text, which both accept.
            {r, order.subtract(s)},
            {r.add(order), s}
          }) {
        forged.add(pair(pair[0], pair[1], half));
      }
    }
    return forged;
  }

  private static byte[] pair(BigInteger r, BigInteger s, int half) {
    byte[] both = new byte[2 * half];
    put(r, both, half);
    put(s, both, 2 * half);
    return both;
  }

  private static void put(BigInteger number, byte[] into, int end) {
    byte[] bytes = number.toByteArray();
    int length = Math.min(bytes.length, into.length / 2);
    System.arraycopy(bytes, bytes.length - length, into, end - length, length);
  }

  @Test
  void whatTheyCannotUseIsNotUsedHere() throws Exception {
    int refused = 0;
    for (Kind kind : kinds()) {
      Map<String, Object> good = kind.key().toPublicJWK().toJSONObject();
      for (String member : good.keySet()) {
        for (Object value : values(good.get(member))) {
          Map<String, Object> changed = new LinkedHashMap<>(good);
          changed.put(member, value);
          if (value == null) {
            changed.remove(member);
          }
          if (!theyCanUse(changed)) {
            refused++;
            assertThrows(
                UnusableKeysException.class,
                () -> VerificationKey.read(changed),
                changed::toString);
          }
        }
      }
    }
    assertTrue(refused > 50, "refused " + refused);
  }

  private static List<Object> values(Object good) {
    List<Object> values = new ArrayList<>();
    values.add(null);
    values.add("");
    values.add("!");
    values.add(7L);
    values.add("AQ");
    values.add("P-256");
    values.add("P-256K");
    values.add("OKP");
    values.add("oct");
    String text = String.valueOf(good);
    values.add((text.startsWith("A") ? "B" : "A") + text.substring(1));
    values.add(text.substring(0, text.length() / 2));
    return values;
  }

  private static boolean theyCanUse(Map<String, Object> jwk) {
    try {
      return switch (JWK.parse(jwk)) {
        case RSAKey rsa -> rsa.toRSAPublicKey().getModulus().bitLength() >= 2_048;
        case ECKey elliptic -> {
          new ECDSAVerifier(elliptic);
          yield true;
        }
        default -> false;
      };
    } catch (java.text.ParseException | JOSEException | RuntimeException _) {
      return false;
    }
  }

  @Test
  void whatWouldMakeAForgeryEasyIsNotUsedWhoeverElseTakesIt() throws Exception {
    Map<String, Object> rsa = Tokens.KEY.jwk();
    for (String exponent : List.of("AQ", "AA", "Ag", "AQAA")) {
      assertUnusable(Tokens.with(rsa, "e", exponent));
    }
    byte[] even = Base64.getUrlDecoder().decode((String) rsa.get("n"));
    even[even.length - 1] &= (byte) 0xfe;
    assertUnusable(
        Tokens.with(rsa, "n", Base64.getUrlEncoder().withoutPadding().encodeToString(even)));
    for (Curve curve : List.of(Curve.P_256, Curve.P_384, Curve.P_521)) {
      Map<String, Object> point = new ECKeyGenerator(curve).generate().toPublicJWK().toJSONObject();
      assertUnusable(Tokens.with(point, "y", point.get("x")));
      assertUnusable(Tokens.with(Tokens.with(point, "x", "AA"), "y", "AA"));
    }
  }

  private static void assertUnusable(Map<String, Object> jwk) {
    assertThrows(UnusableKeysException.class, () -> VerificationKey.read(jwk), jwk::toString);
  }

  /** RFC 7515, appendix A.3. */
  @Test
  void theExampleOfTheStandardIsVerified() throws Exception {
    VerificationKey key =
        VerificationKey.read(
            Map.of(
                "kty", "EC",
                "crv", "P-256",
                "x", "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
                "y", "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"));
    String signed =
        "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
            + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    byte[] signature =
        Base64.getUrlDecoder()
            .decode(
                "DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU"
                    + "1Q");
    assertTrue(key.verifies("ES256", signed.getBytes(StandardCharsets.US_ASCII), signature));
  }
}
