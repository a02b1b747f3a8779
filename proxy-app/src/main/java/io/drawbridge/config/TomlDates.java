// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Reads TOML dates and times (TOML 1.0.0 after RFC 3339 section 5.6): {@link OffsetDateTime},
 * {@link LocalDateTime}, {@link LocalDate} and {@link LocalTime}. What is finer than a nanosecond
 * is cut off. A leap second is refused: java.time has none. An offset beyond 18 hours, which
 * java.time cannot hold either, becomes the same instant in UTC.
 */
final class TomlDates {
  private final String literal;
  private int at;

  private TomlDates(String literal) {
    this.literal = literal;
  }

  /** Whether a literal can only be meant as a date or time, so that its errors say so. */
  static boolean looksLike(String literal) {
    return digitsAt(literal, 0, 4) && literal.startsWith("-", 4)
        || digitsAt(literal, 0, 2) && literal.startsWith(":", 2);
  }

  /**
   * Reads a literal.
   *
   * @throws DateTimeException if it is not one, or there is no such date or time
   */
  static Object read(String literal) {
    TomlDates reader = new TomlDates(literal);
    Object value = literal.startsWith(":", 2) ? reader.time() : reader.fromDate();
    if (reader.at < literal.length()) {
      throw new DateTimeException("text behind it");
    }
    return value;
  }

  private Object fromDate() {
    int year = number(4);
    expect("-");
    int month = number(2);
    expect("-");
    LocalDate date = LocalDate.of(year, month, number(2));
    if (at == literal.length()) {
      return date;
    }
    if ("Tt ".indexOf(literal.charAt(at)) < 0) {
      throw new DateTimeException("no time behind the date");
    }
    at++;
    LocalDateTime local = date.atTime(time());
    return at == literal.length() ? local : offset(local);
  }

  private LocalTime time() {
    int hour = number(2);
    expect(":");
    int minute = number(2);
    expect(":");
    int second = number(2);
    int nanos = 0;
    if (literal.startsWith(".", at)) {
      int start = ++at;
      while (digitsAt(literal, at, 1)) {
        at++;
      }
      String digits = literal.substring(start, Math.min(at, start + 9));
      if (digits.isEmpty()) {
        throw new DateTimeException("no digits behind the point");
      }
      nanos = Integer.parseInt(digits + "0".repeat(9 - digits.length()));
    }
    return LocalTime.of(hour, minute, second, nanos);
  }

  private OffsetDateTime offset(LocalDateTime local) {
    char sign = literal.charAt(at++);
    if (sign == 'Z' || sign == 'z') {
      return local.atOffset(ZoneOffset.UTC);
    }
    if (sign != '+' && sign != '-') {
      throw new DateTimeException("no offset");
    }
    int hours = number(2);
    expect(":");
    int minutes = number(2);
    if (hours > 23 || minutes > 59) {
      throw new DateTimeException("no such offset");
    }
    int ahead = (hours * 60 + minutes) * (sign == '-' ? -1 : 1);
    return Math.abs(ahead) <= 18 * 60
        ? local.atOffset(ZoneOffset.ofTotalSeconds(ahead * 60))
        : local.minusMinutes(ahead).atOffset(ZoneOffset.UTC);
  }

  private int number(int digits) {
    if (!digitsAt(literal, at, digits)) {
      throw new DateTimeException("digits expected");
    }
    at += digits;
    return Integer.parseInt(literal.substring(at - digits, at));
  }

  private void expect(String next) {
    if (!literal.startsWith(next, at)) {
      throw new DateTimeException(next + " expected");
    }
    at += next.length();
  }

  private static boolean digitsAt(String text, int from, int count) {
    if (text.length() < from + count) {
      return false;
    }
    for (int i = from; i < from + count; i++) {
      if (text.charAt(i) < '0' || text.charAt(i) > '9') {
        return false;
      }
    }
    return true;
  }
}
