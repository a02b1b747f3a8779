// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

/**
 * Makes a text fit for one line of an answer. What it repeats may have come from outside: a line
 * break in it would forge a second line, a control or direction character what a terminal shows.
 */
public final class OneLine {
  private static final int MAX_CODE_POINTS = 500;

  private OneLine() {}

  /**
   * The text with every control, format, separator and unpaired surrogate character replaced by a
   * space, cut after 500 characters.
   */
  public static String of(String text) {
    StringBuilder line = new StringBuilder(Math.min(text.length(), MAX_CODE_POINTS));
    text.codePoints()
        .limit(MAX_CODE_POINTS)
        .forEach(c -> line.appendCodePoint(isPlain(c) ? c : ' '));
    if (text.codePointCount(0, text.length()) > MAX_CODE_POINTS) {
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
