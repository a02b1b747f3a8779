// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whoever sends a token of another issuer is told which issuer it names, and nothing more. */
class StrangeTokenTest {
  private static String explain(String token) {
    return StrangeToken.explain(Credentials.of(Secret.of(token)));
  }

  private static String withClaims(String claims) {
    return "e30."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(claims.getBytes(StandardCharsets.UTF_8))
        + ".c2ln";
  }

  @Test
  void theIssuerIsNamed() {
    assertEquals(
        "the token's issuer \"https://other.example.com\" is not one that is accepted here",
        explain(withClaims("{\"iss\":\"https://other.example.com\",\"sub\":\"canary\"}")));
  }

  @Test
  void aSecretPutInItsPlaceIsNot() {
    String secret = "glpat-" + "A1b2C3d4E5f6G7h8I9j0";
    assertFalse(explain(withClaims("{\"iss\":\"" + secret + "\"}")).contains(secret));
  }

  @Test
  void aLineBreakInItDoesNotBreakTheAnswer() {
    assertEquals(1, explain(withClaims("{\"iss\":\"a\\r\\nX: y\"}")).lines().count());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "abc", "a.b.c", "a.!!.c", "..", "e30.W10.x", "e30.e30.x", "a.b.c.d"})
  void whatIsNoTokenIsNotRepeated(String token) {
    assertTrue(explain(token).startsWith("the credentials are of no kind"), explain(token));
  }
}
