// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.guard.Redaction;
import io.drawbridge.json.JsonWriter;
import java.nio.charset.StandardCharsets;

/**
 * How a text gets into the file, and how many bytes it takes there. A character that must be
 * escaped takes six: to count characters would let whoever sends such ones make records several
 * times as long.
 */
public final class Written {
  private static final String ELLIPSIS = "…";
  private static final int ELLIPSIS_BYTES = 3;

  /** What one character takes at most. */
  private static final int LONGEST_CHARACTER = 6;

  private Written() {}

  /** How many bytes, without the quotation marks. */
  static int bytes(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    new JsonWriter(out).value(text);
    return out.toString().getBytes(StandardCharsets.UTF_8).length - 2;
  }

  /**
   * The text as it may be recorded: masked, without lone surrogates, which no strict reader would
   * take back, and so that it takes no more than so many bytes; what is cut ends with an ellipsis.
   */
  static String cut(String raw, int most) {
    String masked = Redaction.tokens(raw);
    // Longer than this it is cut anyhow; the rest need not be looked at.
    String text = whole(masked.substring(0, Math.min(masked.length(), most + 1)));
    if (bytes(text) <= most) {
      return text;
    }
    int end = 0;
    for (int used = ELLIPSIS_BYTES; ; ) {
      String character = Character.toString(text.codePointAt(end));
      used += bytes(character);
      if (used > most) {
        return text.substring(0, end) + ELLIPSIS;
      }
      end += character.length();
    }
  }

  /** Whether a claim's recorded text is what was presented: neither cut nor masked. */
  public static boolean isWhole(String recorded) {
    return !recorded.contains(Redaction.MASK) && !wasCut(recorded, Body.LONGEST);
  }

  /** Whether a recorded list was not cut: one of the most elements may have been. */
  public static boolean isWholeList(int elements) {
    return elements < Body.MOST;
  }

  /** Whether a recorded text was perhaps cut to that many bytes. */
  static boolean wasCut(String recorded, int most) {
    return recorded.endsWith(ELLIPSIS) && bytes(recorded) > most - LONGEST_CHARACTER;
  }

  private static String whole(String text) {
    // This encoder alone replaces a lone surrogate by the character that says so, U+FFFD.
    return text.chars().anyMatch(c -> Character.isSurrogate((char) c))
        ? new String(text.getBytes(StandardCharsets.UTF_16BE), StandardCharsets.UTF_16BE)
        : text;
  }
}
