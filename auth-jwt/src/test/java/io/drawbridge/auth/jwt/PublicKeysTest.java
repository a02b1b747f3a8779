// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.ContractIssuer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which key sets are taken, and which of their keys. */
class PublicKeysTest {
  private static final String GOOD = ContractIssuer.set(Tokens.KEY);

  private static PublicKeys read(String set) throws UnusableKeysException {
    return PublicKeys.read(set.getBytes(StandardCharsets.UTF_8));
  }

  private static String changed(Object... namesAndValues) {
    Map<String, Object> jwk = new LinkedHashMap<>(Tokens.SECOND.jwk());
    for (int i = 0; i < namesAndValues.length; i += 2) {
      jwk.put((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return ContractIssuer.json(Map.of("keys", List.of(Tokens.KEY.jwk(), jwk)));
  }

  static List<String> unusableSets() {
    StringBuilder many = new StringBuilder("{\"keys\":[");
    for (int i = 0; i <= 100; i++) {
      many.append(i == 0 ? "" : ",").append(ContractIssuer.json(Tokens.KEY.named("k" + i).jwk()));
    }
    return List.of(
        "",
        "<html>sign in</html>",
        "{\"error\":\"invalid\"}",
        "{\"keys\":[]}",
        "{\"keys\":{}}",
        "{\"keys\":[7]}",
        "{\"keys\":" + "[".repeat(100_000),
        GOOD + GOOD,
        GOOD.substring(0, GOOD.length() - 5),
        ContractIssuer.set(Tokens.KEY, Tokens.SECOND.named("first")),
        ContractIssuer.set(Tokens.WEAK),
        changed("d", "AQAB"),
        changed("kty", "oct"),
        changed("k", "c2VjcmV0"),
        many.append("]}").toString());
  }

  @Test
  void takesNoKeyFromASetThatItCannotUse() {
    for (String bad : unusableSets()) {
      assertThrows(
          UnusableKeysException.class,
          () -> PublicKeys.read(bad.getBytes(StandardCharsets.UTF_8)),
          () -> bad.substring(0, Math.min(200, bad.length())));
    }
  }

  @Test
  void oneKeyTwiceIsOneKey() throws Exception {
    assertEquals(Set.of("first"), read(ContractIssuer.set(Tokens.KEY, Tokens.KEY)).names());
  }

  @Test
  void aNameOfTwoKeysIsUnusableAndTheOthersAreNot() throws Exception {
    for (ContractIssuer other :
        List.of(ContractIssuer.ec("first", "P-256"), Tokens.key("first", 2_048))) {
      PublicKeys read = read(ContractIssuer.set(Tokens.SECOND, Tokens.KEY, other, Tokens.KEY));
      assertEquals(Set.of("second"), read.names());
      assertTrue(read.warning("the issuer").orElse("").contains("[first]"));
      assertEquals("the key set has two different keys of this name", read.whyUnusable("first"));
    }
  }

  @Test
  void aKeyThatVerifiesNothingTakesNoName() throws Exception {
    ContractIssuer weak = Tokens.WEAK.named("first");
    for (String set :
        List.of(
            changed("kid", "first", "use", "enc"),
            ContractIssuer.set(weak, Tokens.KEY),
            ContractIssuer.set(Tokens.KEY, weak))) {
      PublicKeys read = read(set);
      assertEquals(Set.of("first"), read.names(), set);
      assertEquals(Optional.empty(), read.warning("the issuer"));
    }
  }

  @Test
  void looksPastKeysThatAreNotForSignatures() throws Exception {
    for (String set :
        List.of(
            changed("use", "enc"),
            changed("alg", "RSA-OAEP"),
            changed("alg", 5L),
            changed("key_ops", List.of("encrypt")),
            changed("kty", "OKP"),
            changed("n", "!"),
            changed("n", null))) {
      PublicKeys read = read(set);
      assertEquals(Set.of("first"), read.names(), set);
      assertFalse(read.whyUnusable("second").isEmpty());
    }
    assertEquals(Set.of("first"), read(changed("kid", 7L)).names());
  }
}
