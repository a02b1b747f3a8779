// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.plugin.RedactingLogger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {
  private final List<String> lines = new ArrayList<>();
  private final TestTicker ticker = new TestTicker();
  private final RedactingLogger logger =
      new RedactingLogger("gitlab", new LineLogger(lines), ticker);

  /** Keeps the lines. */
  private record LineLogger(List<String> lines) implements System.Logger {
    @Override
    public String getName() {
      return "test";
    }

    @Override
    public boolean isLoggable(Level level) {
      return true;
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
      lines.add(message);
    }

    @Override
    public void log(Level level, ResourceBundle bundle, String format, Object... values) {
      lines.add(format);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJDQU5BUlkifQ.c2lnbmF0dXJl",
        "eyJhbGciOiJSUzI1NiJ9",
        "glpat-CANARY12345",
        "glcbt-64_CANARYxyz",
        "dbr_CANARY",
        "Bearer CANARY",
        "bearer: CANARY",
        "Basic Q0FOQVJZ",
        "Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZ+/12=="
      })
  void whatLooksLikeASecretIsMasked(String secret) {
    String masked = Redaction.mask("before " + secret + " after");
    assertEquals("before *** after", masked);
    assertFalse(Redaction.mask("token=" + secret + ",").contains(secret));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "project_id is \"4217\", ref_protected is \"false\"",
        "https://gitlab.example.com/api/v4/projects/4217/jobs/99 answered 403",
        "java.io.IOException at io.drawbridge.auth.gitlab.JobApi.ask:42",
        "basics of the bearer"
      })
  void ordinaryTextsStay(String text) {
    assertEquals(text.replace("bearer", "bearer"), Redaction.mask(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJDQU5BUlkifQ.c2lnbmF0dXJl",
        "glpat-topsecret1",
        "glft-0f1e2d3c4b5a69788796a5b4c3d2e1f0-7",
        "glnew-64_CANARYxyz",
        "dbr_CANARY"
      })
  void whatBeginsAsATokenIsMaskedWhereverItStands(String token) {
    assertEquals("before *** after", Redaction.tokens("before " + token + " after"));
    assertEquals("feature/***", Redaction.tokens("feature/" + token));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "global-database-of-customers-2",
        "glue-services/orders",
        "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        "Q0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZQ0FOQVJZ",
        "Basic plan"
      })
  void whatSomebodyVouchesForIsNotJudgedByItsLooks(String text) {
    assertEquals(text, Redaction.tokens(text));
  }

  @Test
  void oneLineStaysOneLineAndLongTextsAreCut() {
    assertEquals("a b  c", Redaction.mask("a\nb\r\u2028c"));
    assertTrue(Redaction.mask("ab ".repeat(100_000)).length() <= 8 * 1024 + 3);
  }

  @Test
  void masksInTimeThatGrowsWithTheLengthOnly() {
    for (String part :
        List.of("eyJ", "eyJa.", "A1+", "gl", "glpat-", "gla-", "bearer ", "A".repeat(199))) {
      String hostile = part.repeat(8 * 1024 / part.length());
      assertTimeout(Duration.ofSeconds(2), () -> Redaction.mask(hostile));
      // A stranger's claim is as long as a listener's largest head lets it be.
      assertTimeout(Duration.ofSeconds(2), () -> Redaction.secrets(hostile.repeat(8)));
    }
  }

  @Test
  void theLogMasksEveryWayToWrite() {
    logger.log(System.Logger.Level.INFO, "Bearer CANARY");
    logger.log(System.Logger.Level.WARNING, () -> "glpat-CANARY12345");
    logger.log(System.Logger.Level.ERROR, "said {0}", "dbr_CANARY");
    logger.log(
        System.Logger.Level.ERROR, "failed", new IllegalStateException("CANARY in a message"));
    logger.log(System.Logger.Level.OFF, "not written");
    logger.log(System.Logger.Level.INFO, "broken {format", 1);
    logger.log(System.Logger.Level.INFO, (String) null);
    assertEquals(6, lines.size(), lines::toString);
    assertFalse(lines.toString().contains("CANARY"), lines::toString);
    assertEquals("gitlab: said ***", lines.get(2));
    assertTrue(lines.get(3).startsWith("gitlab: failed: java.lang.IllegalStateException at "));
  }

  @Test
  void aPluginThatWritesALineForEachClientDoesNotFillTheLog() {
    for (int i = 0; i < 10_000; i++) {
      logger.log(System.Logger.Level.INFO, "somebody was refused");
    }
    assertEquals(100, lines.size());
    logger.log(System.Logger.Level.ERROR, "the token is bad");
    assertEquals("gitlab: 9900 lines were left out: it writes too many", lines.get(100));
    assertEquals("gitlab: the token is bad", lines.get(101));
    ticker.advance(Duration.ofSeconds(1));
    for (int i = 0; i < 100; i++) {
      logger.log(System.Logger.Level.INFO, "somebody was refused");
    }
    assertEquals(112, lines.size());
  }
}
