// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** Reads TOML numbers (TOML 1.0.0, "Integer" and "Float"): {@link Long} and {@link Double}. */
final class TomlNumbers {
  /**
   * An underscore that does not stand between two digits. Looked for by itself: an expression that
   * repeats a group would overflow the stack on a long literal.
   */
  private static final Pattern STRAY = Pattern.compile("(?<![0-9])_|_(?![0-9])");

  private static final Pattern STRAY_HEX =
      Pattern.compile("(?<![0-9A-Fa-f])_|(?<=^0.)_|_(?![0-9A-Fa-f])");

  private static final Pattern PREFIXED = Pattern.compile("0x[0-9A-Fa-f]+|0o[0-7]+|0b[01]+");
  private static final Pattern WHOLE = Pattern.compile("[+-]?(?:0|[1-9][0-9]*)");
  private static final Pattern FRACTION =
      Pattern.compile(WHOLE + "(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?");

  private TomlNumbers() {}

  /**
   * Reads a literal; empty if it is no number.
   *
   * @throws ArithmeticException if it is a whole number that 64 bits cannot hold
   */
  static Optional<Object> read(String literal) {
    String plain = literal.replace("_", "");
    if (PREFIXED.matcher(plain).matches()) {
      int radix =
          switch (plain.charAt(1)) {
            case 'x' -> 16;
            case 'o' -> 8;
            default -> 2;
          };
      return STRAY_HEX.matcher(literal).find()
          ? Optional.empty()
          : Optional.of(whole(plain.substring(2), radix));
    }
    if (STRAY.matcher(literal).find()) {
      return Optional.empty();
    }
    return switch (plain) {
      case "inf", "+inf" -> Optional.of(Double.POSITIVE_INFINITY);
      case "-inf" -> Optional.of(Double.NEGATIVE_INFINITY);
      case "nan", "+nan", "-nan" -> Optional.of(Double.NaN);
      case String text when WHOLE.matcher(text).matches() -> Optional.of(whole(text, 10));
      case String text when FRACTION.matcher(text).matches() -> Optional.of(Double.valueOf(text));
      default -> Optional.empty();
    };
  }

  private static Long whole(String digits, int radix) {
    try {
      return Long.valueOf(digits, radix);
    } catch (NumberFormatException _) {
      throw new ArithmeticException("beyond 64 bits");
    }
  }
}
