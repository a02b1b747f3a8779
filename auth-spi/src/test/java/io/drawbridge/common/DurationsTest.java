// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.common;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
  @ParameterizedTest
  @CsvSource({
    "200ms, PT0.2S",
    "0s, PT0S",
    "10s, PT10S",
    "5m, PT5M",
    "1h30m, PT1H30M",
    "1d, P1D",
    "1m500ms, PT1M0.5S",
    "999999999s, PT999999999S"
  })
  void reads(String text, String iso) {
    assertEquals(Optional.of(Duration.parse(iso)), Durations.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "10",
        "s",
        "10 s",
        " 10s",
        "10s ",
        "-1s",
        "+1s",
        "1.5s",
        "1S",
        "1min",
        "1e3s",
        "1234567890s",
        "10s,5s",
        "PT10S",
        "１０s"
      })
  void refuses(String text) {
    assertTrue(Durations.parse(text).isEmpty(), text);
  }

  @Test
  void refusesATextThatIsTooLongToBeMeant() {
    assertTrue(Durations.parse("1s".repeat(40)).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0 ms",
    "PT0.2S, 200 ms",
    "PT1.25S, 1.2 s",
    "PT10S, 10 s",
    "PT72S, 72 s",
    "PT10M, 10 min",
    "PT90M, 90 min",
    "PT24H, 24 h",
    "P18411DT3H, 18411 days",
    "PT1H, 1 h",
    "P2D, 2 days"
  })
  void writesForPeople(String iso, String text) {
    assertEquals(text, Durations.text(Duration.parse(iso)));
  }
}
