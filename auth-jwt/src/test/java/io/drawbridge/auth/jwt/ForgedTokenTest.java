// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import static io.drawbridge.auth.Authentication.Reason.BAD_SIGNATURE;
import static io.drawbridge.auth.Authentication.Reason.EXPIRED;
import static io.drawbridge.auth.Authentication.Reason.MALFORMED;
import static io.drawbridge.auth.Authentication.Reason.MISSING_CLAIM;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractIssuer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Forged signatures, other spellings of a token, and documents that are not quite JSON. */
class ForgedTokenTest {
  private final ContractEnvironment environment = ContractEnvironment.offline(Tokens.NOW);
  private final JwtVerifier verifier =
      Tokens.verifier(
          Tokens.rules("RS256"),
          Tokens.of(ContractIssuer.set(Tokens.KEY, Tokens.SECOND, Tokens.WEAK)),
          environment);

  private Object verify(String token) throws Exception {
    return Tokens.verify(verifier, token);
  }

  private static Authentication.Rejected rejected(Object outcome) {
    return assertInstanceOf(Authentication.Rejected.class, outcome);
  }

  @Test
  void refusesASymmetricSignatureMadeWithThePublicKey() throws Exception {
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(Tokens.KEY.encoded())
            + "\n-----END PUBLIC KEY-----\n";
    for (byte[] key :
        List.of(
            pem.getBytes(StandardCharsets.US_ASCII),
            Tokens.KEY.encoded(),
            ContractIssuer.json(Tokens.KEY.jwk()).getBytes(StandardCharsets.US_ASCII))) {
      String signed =
          ContractIssuer.encode(
                  ContractIssuer.json(Tokens.with(Tokens.KEY.header(), "alg", "HS256")))
              + "."
              + ContractIssuer.encode(ContractIssuer.json(Tokens.payload()));
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      byte[] tag = mac.doFinal(signed.getBytes(StandardCharsets.US_ASCII));
      String token = signed + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
      assertEquals(BAD_SIGNATURE, rejected(verify(token)).reason());
    }
  }

  @Test
  void refusesEveryChangeOfOneCharacter() throws Exception {
    String token = Tokens.KEY.token(Tokens.payload());
    for (int i = 0; i < token.length(); i++) {
      for (char other : new char[] {'A', 'B', '=', '+', '/', '.', ' ', '\n', '\0', 'é'}) {
        if (token.charAt(i) != other) {
          String changed = token.substring(0, i) + other + token.substring(i + 1);
          assertFalse(verify(changed) instanceof Verification, () -> "verified: " + changed);
        }
      }
      String shorter = token.substring(0, i) + token.substring(i + 1);
      assertFalse(verify(shorter) instanceof Verification, () -> "verified: " + shorter);
    }
  }

  @Test
  void refusesOtherSpellingsOfTheSameBytes() throws Exception {
    String token = Tokens.KEY.token(Tokens.payload());
    String[] parts = token.split("\\.");
    // 256 signature bytes leave four bits in the last character that a lax decoder ignores.
    char last = parts[2].charAt(parts[2].length() - 1);
    String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char other = alphabet.charAt(alphabet.indexOf(last) + 1);
    String lax = token.substring(0, token.length() - 1) + other;
    assertTrue(
        Arrays.equals(
            Base64.getUrlDecoder().decode(parts[2]),
            Base64.getUrlDecoder().decode(lax.split("\\.")[2])));
    assertEquals(MALFORMED, rejected(verify(lax)).reason());
    for (String spelling : List.of(token + "=", token + "==", token + "\n", token + " ")) {
      assertEquals(MALFORMED, rejected(verify(spelling)).reason());
    }
    assertEquals(MALFORMED, rejected(verify(parts[0] + "=." + parts[1] + "." + parts[2])).reason());
    assertEquals(BAD_SIGNATURE, rejected(verify(parts[0] + "." + parts[1] + ".")).reason());
    assertEquals(BAD_SIGNATURE, rejected(verify(token + "AAAA")).reason());
  }

  static Stream<Arguments> malformedDocuments() {
    String header = ContractIssuer.json(Tokens.KEY.header());
    String payload = ContractIssuer.json(Tokens.payload());
    String nested = "[".repeat(5_000) + "]".repeat(2_000);
    return Stream.of(
        Arguments.of("sub twice", header, payload.replace("{", "{\"sub\":\"x\",")),
        Arguments.of("iss twice", header, payload.replace("{", "{\"iss\":\"x\",")),
        Arguments.of("alg twice", header.replace("{", "{\"alg\":\"none\","), payload),
        Arguments.of("something behind", header, payload + "{}"),
        Arguments.of("something behind the header", header + " x", payload),
        Arguments.of("deep", header, payload.replace("{", "{\"deep\":" + nested + ",")),
        Arguments.of("long number", header, payload.replace("{", "{\"n\":" + "9".repeat(99) + ",")),
        Arguments.of("huge exponent", header, payload.replace("{", "{\"n\":1e999999999,")),
        Arguments.of("lone surrogate", header, payload.replace("{", "{\"n\":\"\\ud800\",")),
        Arguments.of("a list", header, "[" + payload + "]"),
        Arguments.of("empty", header, ""),
        Arguments.of("header is a list", "[" + header + "]", payload));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("malformedDocuments")
  void refusesADocument(String name, String header, String payload) throws Exception {
    assertEquals(MALFORMED, rejected(verify(Tokens.KEY.token(header, payload))).reason(), name);
  }

  @Test
  void refusesATokenThatIsTooLongBeforeReadingIt() throws Exception {
    String token = Tokens.KEY.token(Tokens.with(Tokens.payload(), "more", "x".repeat(50_000)));
    assertTrue(rejected(verify(token)).explanation().contains("at most 65536"));
  }

  @Test
  void takesTheAlgorithmFromTheKey() throws Exception {
    ContractIssuer small = ContractIssuer.ec("p256", "P-256");
    ContractIssuer large = ContractIssuer.ec("p384", "P-384");
    JwtVerifier any =
        Tokens.verifier(
            Tokens.rules("RS256", "ES256", "ES384"),
            Tokens.of(ContractIssuer.set(Tokens.KEY, small, large)),
            environment);
    List<ContractIssuer> keys = List.of(Tokens.KEY, small, large);
    List<String> algorithms = List.of("RS256", "ES256", "ES384");
    for (int i = 0; i < keys.size(); i++) {
      for (int j = 0; j < algorithms.size(); j++) {
        Map<String, Object> header = Tokens.with(keys.get(i).header(), "alg", algorithms.get(j));
        Object answer = Tokens.verify(any, keys.get(i).token(header, Tokens.payload()));
        assertEquals(i == j, answer instanceof Verification, header + " gave " + answer);
      }
    }
  }

  @Test
  void usesAKeyForTheAlgorithmItWasPublishedForOnly() throws Exception {
    Map<String, Object> jwk = Tokens.with(Tokens.KEY.jwk(), "alg", "RS512");
    JwtVerifier other =
        Tokens.verifier(
            Tokens.rules("RS256"),
            Tokens.of(ContractIssuer.json(Map.of("keys", List.of(jwk)))),
            environment);
    Object answer = Tokens.verify(other, Tokens.KEY.token(Tokens.payload()));
    assertEquals(BAD_SIGNATURE, rejected(answer).reason());
  }

  @Test
  void refusesDegenerateEllipticSignatures() throws Exception {
    ContractIssuer key = ContractIssuer.ec("p256", "P-256");
    JwtVerifier elliptic =
        Tokens.verifier(Tokens.rules("ES256"), Tokens.of(ContractIssuer.set(key)), environment);
    String token = key.token(Tokens.payload());
    assertInstanceOf(Verification.class, Tokens.verify(elliptic, token));
    byte[] order =
        java.util.HexFormat.of()
            .parseHex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    byte[] twice = Arrays.copyOf(order, 64);
    System.arraycopy(order, 0, twice, 32, 32);
    byte[] ones = new byte[64];
    Arrays.fill(ones, (byte) 0xff);
    for (byte[] signature :
        List.of(new byte[64], twice, ones, new byte[0], new byte[63], new byte[65], new byte[70])) {
      String forged =
          token.substring(0, token.lastIndexOf('.') + 1)
              + Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
      assertEquals(BAD_SIGNATURE, rejected(Tokens.verify(elliptic, forged)).reason());
    }
  }

  @Test
  void neverAcceptsAnEncryptedToken() throws Exception {
    String good = Tokens.KEY.token(Tokens.payload());
    Map<String, Object> header = Tokens.with(Tokens.KEY.header(), "alg", "RSA-OAEP");
    header.put("enc", "A256GCM");
    String encrypted = ContractIssuer.encode(ContractIssuer.json(header));
    assertInstanceOf(Authentication.NotMine.class, verify(encrypted + ".a.b.c.d"));
    String three = encrypted + good.substring(good.indexOf('.'));
    assertEquals(MALFORMED, rejected(verify(three)).reason());
  }

  @Test
  void readsATimeInEveryFormOfANumberAndNoOtherWay() throws Exception {
    String payload = ContractIssuer.json(Tokens.payload());
    long exp = Tokens.NOW.getEpochSecond() + 3_300;
    String member = "\"exp\":" + exp;
    assertTrue(payload.contains(member), payload);
    for (String form : List.of(exp + ".9", exp + "0e-1", exp / 10 + ".0E+1")) {
      String changed = payload.replace(member, "\"exp\":" + form);
      Object answer = verify(Tokens.KEY.token(ContractIssuer.json(Tokens.KEY.header()), changed));
      assertInstanceOf(Verification.class, answer, form);
    }
    for (String form : List.of("1e300", "1e-300", "-" + exp, "[" + exp + "]", "true")) {
      String changed = payload.replace(member, "\"exp\":" + form);
      Object answer = verify(Tokens.KEY.token(ContractIssuer.json(Tokens.KEY.header()), changed));
      assertTrue(
          List.of(MISSING_CLAIM, EXPIRED).contains(rejected(answer).reason()),
          form + ": " + answer);
    }
  }

  @Test
  void writesNothingOfATokenAnywhere() throws Exception {
    String good = Tokens.KEY.token(Tokens.payload());
    String signature = good.substring(good.lastIndexOf('.') + 1);
    Map<String, Object> unknown = Tokens.with(Tokens.KEY.header(), "kid", "no-such-key");
    for (String token :
        List.of(
            good,
            good + "A",
            good.substring(0, good.length() - 8),
            Tokens.KEY.token(unknown, Tokens.payload()),
            Tokens.KEY.token(Tokens.with(Tokens.payload(), "aud", "x")))) {
      String[] parts = token.split("\\.");
      Object answer = verify(token);
      String said = answer + " " + environment.lines();
      for (String part : parts) {
        assertFalse(said.contains(part), said);
      }
    }
    assertFalse(environment.lines().toString().contains(signature));
  }
}
