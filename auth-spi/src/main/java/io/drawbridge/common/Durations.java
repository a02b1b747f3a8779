// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.common;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Durations as a configuration writes them: {@code 200ms}, {@code 10s}, {@code 5m}, {@code 1h30m}.
 */
public final class Durations {
  private static final Pattern WHOLE = Pattern.compile("(?:\\d{1,9}(?:ms|s|m|h|d))+");
  private static final Pattern PART = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");

  private Durations() {}

  /**
   * Reads a duration: whole numbers, each with its unit ({@code ms}, {@code s}, {@code m}, {@code
   * h}, {@code d}). Empty if the text is not one.
   */
  public static Optional<Duration> parse(String text) {
    if (text.length() > 64 || !WHOLE.matcher(text).matches()) {
      return Optional.empty();
    }
    Duration sum = Duration.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      long amount = Long.parseLong(part.group(1));
      sum =
          sum.plus(
              switch (part.group(2)) {
                case "ms" -> Duration.ofMillis(amount);
                case "s" -> Duration.ofSeconds(amount);
                case "m" -> Duration.ofMinutes(amount);
                case "h" -> Duration.ofHours(amount);
                default -> Duration.ofDays(amount);
              });
    }
    return Optional.of(sum);
  }

  /** Writes a duration for people: {@code 1.2 s}, {@code 10 min}, {@code 1 h}. */
  public static String text(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1_000) {
      return millis + " ms";
    }
    if (millis < 120_000) {
      return BigDecimal.valueOf(millis / 100, 1).stripTrailingZeros().toPlainString() + " s";
    }
    if (millis % 3_600_000 == 0 && millis < 172_800_000) {
      return millis / 3_600_000 + " h";
    }
    if (millis >= 172_800_000) {
      return millis / 86_400_000 + " days";
    }
    return millis / 60_000 + " min";
  }
}
