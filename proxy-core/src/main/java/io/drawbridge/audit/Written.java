// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.json.JsonWriter;

/**
 * How many bytes a text takes in the file. A character that must be escaped takes six: to count
 * characters would let whoever sends such ones make records several times as long.
 */
final class Written {
  private static final String ELLIPSIS = "…";
  private static final int ELLIPSIS_BYTES = 3;

  /** What one character takes at most. */
  private static final int LONGEST_CHARACTER = 6;

  private Written() {}

  /** How many bytes, without the quotation marks. */
  static int bytes(String text) {
    String escaped = escaped(text);
    int bytes = 0;
    for (int at = 0; at < escaped.length(); at++) {
      bytes += bytes(escaped.charAt(at));
    }
    return bytes;
  }

  /** Of a pair of surrogates each counts for half of its four bytes. */
  private static int bytes(char c) {
    if (c < 0x80) {
      return 1;
    }
    return c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    new JsonWriter(out).value(text);
    return out.substring(1, out.length() - 1);
  }

  /**
   * The text as it may be recorded: masked, without lone surrogates, which no strict reader would
   * take back, and so that it takes no more than so many bytes; what is cut ends with an ellipsis.
   */
  static String cut(String raw, int most) {
    String text = whole(Tokens.masked(raw));
    // Longer than this it is cut anyhow; the rest need not be looked at.
    String some = text.length() > most ? text.substring(0, most + 1) : text;
    String escaped = escaped(some);
    int used = 0;
    int fits = 0;
    int at = 0;
    for (int i = 0; i < some.length(); i += Character.charCount(some.codePointAt(i))) {
      fits = used <= most - ELLIPSIS_BYTES ? i : fits;
      int end = at + length(escaped, at);
      while (at < end) {
        used += bytes(escaped.charAt(at++));
      }
      if (used > most) {
        return some.substring(0, fits) + ELLIPSIS;
      }
    }
    return some;
  }

  /** How many characters of the escaped text stand for the next one of the text. */
  private static int length(String escaped, int at) {
    if (escaped.charAt(at) == '\\') {
      return escaped.charAt(at + 1) == 'u' ? LONGEST_CHARACTER : 2;
    }
    return Character.charCount(escaped.codePointAt(at));
  }

  /** Whether a recorded text was perhaps cut to that many bytes. */
  static boolean wasCut(String recorded, int most) {
    return recorded.endsWith(ELLIPSIS) && bytes(recorded) > most - LONGEST_CHARACTER;
  }

  private static String whole(String text) {
    if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) {
      return text;
    }
    StringBuilder whole = new StringBuilder(text.length());
    text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xfffd : c)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }
}
