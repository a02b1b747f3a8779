// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads TOML dates and times (TOML 1.0.0 after RFC 3339 section 5.6): {@link OffsetDateTime},
 * {@link LocalDateTime}, {@link LocalDate} and {@link LocalTime}. What is finer than a nanosecond
 * is cut off. A leap second is refused: java.time has none. An offset beyond 18 hours, which
 * java.time cannot hold either, becomes the same instant in UTC.
 */
final class TomlDates {
  private static final Pattern BEGINNING = Pattern.compile("[0-9]{4}-|[0-9]{2}:");
  private static final String DATE = "(?<date>[0-9]{4}-[0-9]{2}-[0-9]{2})";
  private static final String TIME =
      "(?<time>[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\\.[0-9]{1,9})?)(?:(?<=\\.[0-9]{9})[0-9]+)?";
  private static final String OFFSET = "(?<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})";
  private static final Pattern OF_DAY = Pattern.compile(TIME);
  private static final Pattern WHOLE = Pattern.compile(DATE + "(?:[Tt ]" + TIME + OFFSET + "?)?");

  private TomlDates() {}

  /** Whether a literal can only be meant as a date or time, so that its errors say so. */
  static boolean looksLike(String literal) {
    return BEGINNING.matcher(literal).lookingAt();
  }

  /**
   * Reads a literal.
   *
   * @throws DateTimeException if it is not one, or there is no such date or time
   */
  static Object read(String literal) {
    Matcher ofDay = OF_DAY.matcher(literal);
    if (ofDay.matches()) {
      return LocalTime.parse(ofDay.group("time"));
    }
    Matcher whole = WHOLE.matcher(literal);
    if (!whole.matches()) {
      throw new DateTimeException("no date or time");
    }
    LocalDate date = LocalDate.parse(whole.group("date"));
    if (whole.group("time") == null) {
      return date;
    }
    LocalDateTime local = date.atTime(LocalTime.parse(whole.group("time")));
    String offset = whole.group("offset");
    return offset == null ? local : at(local, offset);
  }

  private static OffsetDateTime at(LocalDateTime local, String offset) {
    if (offset.equalsIgnoreCase("z")) {
      return local.atOffset(ZoneOffset.UTC);
    }
    int minutes = LocalTime.parse(offset.substring(1)).toSecondOfDay() / 60;
    int ahead = offset.startsWith("-") ? -minutes : minutes;
    return Math.abs(ahead) <= 18 * 60
        ? local.atOffset(ZoneOffset.ofTotalSeconds(ahead * 60))
        : local.minusMinutes(ahead).atOffset(ZoneOffset.UTC);
  }
}
