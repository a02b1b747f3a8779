// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Secret;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenViewTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000L);

  private static String view(String token) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new TokenView(NOW, new PrintStream(bytes, true, StandardCharsets.UTF_8))
        .print(Secret.of(token));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static String token(String header, String claims) {
    return encoded(header) + "." + encoded(claims) + ".the-signature";
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void headerAndClaimsAlignedAndTimesInWords() {
    String claims =
        "{\"iss\":\"https://gitlab.test\",\"iat\":1799999700,\"exp\":1799999988,\"nbf\":1800000060,"
            + "\"list\":[\"a\",1],\"map\":{\"k\":\"v\"},\"none\":null}";
    assertEquals(
        """
        token header
          alg  RS256
        token claims
          iss   https://gitlab.test
          iat   1799999700 = 2027-01-15T07:55:00Z, 5 min 0 s ago
          exp   1799999988 = 2027-01-15T07:59:48Z, 12 s ago
          nbf   1800000060 = 2027-01-15T08:01:00Z, in 1 min 0 s
          list  [a, 1]
          map   {"k":"v"}
          none  null
        clock
          2027-01-15T08:00:00Z here; the token was issued 5 min 0 s ago
        """,
        view(token("{\"alg\":\"RS256\"}", claims)));
  }

  @Test
  void aTokenFromTheFutureShowsTheClocksOffset() {
    String view = view(token("{}", "{\"iat\":1800000042}"));
    assertTrue(view.contains("this clock is at least 42 s behind the issuer's"), view);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a.b", "a.b.c.d", "a.b.c", "!.!.!"})
  void whatIsNoTokenIsNamedAsSuch(String token) {
    assertEquals(1, view(token).lines().count(), view(token));
    assertFalse(view(token).isBlank());
  }

  @Test
  void theSignatureIsNeverShown() {
    assertFalse(view(token("{}", "{}")).contains("the-signature"));
    assertFalse(view("x" + token("{}", "{}")).contains("the-signature"));
  }

  @Test
  void namesAndValuesCannotSteerATerminal() {
    String view =
        view(
            token(
                "{}",
                "{\"\\u001b[2J\":\"\\u009b31m\\u202e\\r\\n\",\"n\":{\"\\u0007\":\"\\u001b\"}}"));
    assertEquals(0, view.chars().filter(c -> c != '\n' && Character.isISOControl(c)).count(), view);
    assertFalse(view.contains("\u202e"));
  }

  @ParameterizedTest
  @CsvSource({"0,0 s", "59,59 s", "60,1 min 0 s", "7800,2 h 10 min", "90000,1 d 1 h"})
  void aSpanHasItsTwoLargestUnits(long seconds, String text) {
    assertEquals(text, TokenView.span(Duration.ofSeconds(seconds)));
  }
}
