// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.auth.ContractIssuer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which key sets are taken, and which of their keys. */
class PublicKeysTest {
  private static final String GOOD = ContractIssuer.set(Tokens.KEY);

  private static String changed(String name, Object value) {
    Map<String, Object> jwk = new LinkedHashMap<>(Tokens.SECOND.jwk());
    jwk.put(name, value);
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
        ContractIssuer.set(Tokens.KEY, Tokens.KEY),
        ContractIssuer.set(Tokens.WEAK),
        ContractIssuer.set(Tokens.KEY, Tokens.WEAK.named("first")),
        ContractIssuer.set(Tokens.WEAK.named("first"), Tokens.KEY),
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
      PublicKeys read = PublicKeys.read(set.getBytes(StandardCharsets.UTF_8));
      assertEquals(Set.of("first"), read.names(), set);
      assertFalse(read.whyUnusable("second").isEmpty());
    }
    assertEquals(
        Set.of("first"),
        PublicKeys.read(changed("kid", 7L).getBytes(StandardCharsets.UTF_8)).names());
  }
}
