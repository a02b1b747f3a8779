// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

/**
 * Masks what looks like a JSON Web Token (RFC 7519: base64url parts joined by dots, the first one
 * encoding an object) in a text. No plugin should put one there; the audit must not rely on it.
 */
final class Tokens {
  private static final String START = "eyJ";
  private static final int SHORTEST = 16;

  private Tokens() {}

  static String masked(String text) {
    int at = text.indexOf(START);
    if (at < 0) {
      return text;
    }
    StringBuilder safe = new StringBuilder(text.length());
    int copied = 0;
    while (at >= 0) {
      int end = at;
      boolean dot = false;
      while (end < text.length() && isPart(text.charAt(end))) {
        dot |= text.charAt(end) == '.';
        end++;
      }
      if (dot && end - at >= SHORTEST) {
        safe.append(text, copied, at).append("***");
        copied = end;
      }
      at = text.indexOf(START, end);
    }
    return safe.append(text, copied, text.length()).toString();
  }

  private static boolean isPart(char c) {
    return c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || c >= '0' && c <= '9'
        || c == '-'
        || c == '_'
        || c == '.';
  }
}
