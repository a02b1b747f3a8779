// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

/**
 * A value of a configuration and where it stands, for messages.
 *
 * @param value a {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@code java.time}
 *     value, a {@code List<Located>} or a {@code Map<String, Located>} in the order of the file
 * @param where the place, for example {@code drawbridge.toml:12:3}
 */
public record Located(Object value, String where) {

  /** What kind of value it is, in the words of a message. */
  public String kind() {
    return switch (value) {
      case String _ -> "a text";
      case Long _ -> "a whole number";
      case Double _ -> "a number";
      case Boolean _ -> "true or false";
      case java.util.List<?> _ -> "a list";
      case java.util.Map<?, ?> _ -> "a table";
      default -> "a date or time";
    };
  }
}
