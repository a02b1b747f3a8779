// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import java.util.Optional;

/**
 * Reads TOML numbers (TOML 1.0.0, "Integer" and "Float"): {@link Long} and {@link Double}. Scans by
 * hand: a regular expression that repeats a group would overflow the stack on a long literal.
 */
final class TomlNumbers {
  private TomlNumbers() {}

  /**
   * Reads a literal; empty if it is no number.
   *
   * @throws ArithmeticException if it is a whole number that 64 bits cannot hold
   */
  static Optional<Object> read(String literal) {
    boolean signed = literal.startsWith("+") || literal.startsWith("-");
    String size = signed ? literal.substring(1) : literal;
    if (size.equals("inf") || size.equals("nan")) {
      double value = size.equals("inf") ? Double.POSITIVE_INFINITY : Double.NaN;
      return Optional.of(literal.startsWith("-") ? -value : value);
    }
    int radix =
        size.startsWith("0x") ? 16 : size.startsWith("0o") ? 8 : size.startsWith("0b") ? 2 : 10;
    if (radix != 10) {
      Optional<String> digits = signed ? Optional.empty() : digits(size.substring(2), radix);
      return digits.map(d -> whole(d, radix));
    }
    int mantissaEnd = indexOfAny(size, 'e', 'E');
    int point = size.substring(0, mantissaEnd).indexOf('.');
    int wholeEnd = point < 0 ? mantissaEnd : point;
    Optional<String> whole = digits(size.substring(0, wholeEnd), 10);
    if (whole.isEmpty() || (whole.get().length() > 1 && whole.get().startsWith("0"))) {
      return Optional.empty();
    }
    String sign = literal.startsWith("-") ? "-" : "";
    if (wholeEnd == size.length()) {
      return Optional.of(whole(sign + whole.get(), 10));
    }
    return fraction(sign + whole.get(), size, point, mantissaEnd);
  }

  private static Optional<Object> fraction(String whole, String size, int point, int mantissaEnd) {
    Optional<String> decimals =
        point < 0 ? Optional.of("0") : digits(size.substring(point + 1, mantissaEnd), 10);
    Optional<String> exponent = Optional.of("0");
    if (mantissaEnd < size.length()) {
      String text = size.substring(mantissaEnd + 1);
      String sign = text.startsWith("-") ? "-" : "";
      boolean signed = text.startsWith("+") || text.startsWith("-");
      exponent = digits(signed ? text.substring(1) : text, 10).map(d -> sign + d);
    }
    if (decimals.isEmpty() || exponent.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(Double.valueOf(whole + "." + decimals.get() + "e" + exponent.get()));
  }

  private static Long whole(String digits, int radix) {
    try {
      return Long.valueOf(digits, radix);
    } catch (NumberFormatException _) {
      throw new ArithmeticException("beyond 64 bits");
    }
  }

  /** The digits without their underscores, each of which must stand between two digits. */
  private static Optional<String> digits(String text, int radix) {
    StringBuilder digits = new StringBuilder(text.length());
    boolean afterDigit = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean digit = c < 0x80 && Character.digit(c, radix) >= 0;
      if (!digit && (c != '_' || !afterDigit)) {
        return Optional.empty();
      }
      if (digit) {
        digits.append(c);
      }
      afterDigit = digit;
    }
    return afterDigit ? Optional.of(digits.toString()) : Optional.empty();
  }

  private static int indexOfAny(String text, char a, char b) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == a || text.charAt(i) == b) {
        return i;
      }
    }
    return text.length();
  }
}
