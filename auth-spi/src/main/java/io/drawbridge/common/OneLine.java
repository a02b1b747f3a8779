// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.common;

/**
 * Makes a text fit for one line of an answer, a log or a terminal. What it repeats may have come
 * from outside: a line break in it would forge a second line, a control or direction character what
 * a terminal shows.
 */
public final class OneLine {
  /** Longest text unless another limit is given, in code points: some six lines of a terminal. */
  private static final int LONGEST = 500;

  private OneLine() {}

  /** The same, cut after 500 code points. */
  public static String of(String text) {
    return of(text, LONGEST);
  }

  /**
   * The text with every control, format, separator and unpaired surrogate character replaced by a
   * space, without blanks around it; cut after so many code points, and then ended by dots.
   */
  public static String of(String text, int most) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), most));
    text.codePoints().limit(most).forEach(c -> line.appendCodePoint(isPlain(c) ? c : ' '));
    if (text.codePointCount(0, text.length()) > most) {
      line.append("...");
    }
    return line.toString().strip();
  }

  private static boolean isPlain(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
