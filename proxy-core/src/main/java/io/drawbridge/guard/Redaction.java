// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import io.drawbridge.common.OneLine;
import java.util.regex.Pattern;

/**
 * Masks what looks like a secret: the second line of defence, after the care of whoever handles
 * one. There are two kinds of patterns. Those of {@link #tokens} begin with what no other text
 * begins with, and hold for whatever is written down. Those of {@link #secrets} are guesses
 * besides: they hold for what nobody vouches for, since a claim that was verified must stay
 * readable even if it is long and looks random, and a target's name as it is configured.
 */
public final class Redaction {
  /** What stands for each part that was masked. */
  public static final String MASK = "***";

  private static final int MAX_TEXT = 8 * 1024;

  /** No quantifier inside another: the time grows with the length only. */
  private static final String PREFIXED =
      "eyJ[\\w-]{4,}+(?:\\.[\\w-]*+)*+" // JWT or its first part
          // GitLab's tokens: by the prefixes that it lists, else by a capital, which no name of a
          // service or branch that happens to begin so is likely to have.
          + "|\\bgl(?:(?:agent|cbt|dt|ffct|ft|imt|oas|pat|ptt|rt|rtr|soat|wt)-"
          + "|[a-z]{1,8}-(?=[\\w.-]{0,60}[A-Z]))[\\w.-]{6,}+"
          + "|\\bdbr_[\\w-]++";

  private static final Pattern TOKEN = Pattern.compile(PREFIXED);

  private static final Pattern SECRET =
      Pattern.compile(
          PREFIXED
              + "|(?i:\\b(?:bearer|basic)[ :=]++[^\\s,;\"']++)"
              + "|(?<![A-Za-z0-9+/_-])(?=[A-Za-z0-9+/_=-]{0,200}[0-9])"
              + "(?=[A-Za-z0-9+/_=-]{0,200}[A-Z])[A-Za-z0-9+/_-]{32,}+={0,2}+");

  private Redaction() {}

  /** The text with {@link #MASK} for each part that begins as a token does. */
  public static String tokens(String text) {
    return TOKEN.matcher(text).replaceAll(MASK);
  }

  /** The same, and for each that may be a secret because it is long and looks random. */
  public static String secrets(String text) {
    return SECRET.matcher(text).replaceAll(MASK);
  }

  /**
   * A text of a plugin's, {@link #secrets} masked: cut after 8 KiB and with spaces for control
   * characters, so that one line stays one line.
   */
  public static String mask(String text) {
    return text == null ? "" : secrets(OneLine.of(text, MAX_TEXT));
  }

  /** The same, at most that many characters. */
  public static String mask(String text, int max) {
    String masked = mask(text);
    return masked.length() <= max ? masked : masked.substring(0, max) + "…";
  }

  /**
   * A throwable without its message, which may hold anything: classes and places.
   *
   * @return for example {@code java.io.IOException at a.B.c:12, a.B.d:30}
   */
  public static String describe(Throwable thrown) {
    StringBuilder text = new StringBuilder(256);
    try {
      Throwable at = thrown;
      for (int depth = 0; at != null && depth < 3; depth++) {
        text.append(depth == 0 ? "" : "; because of ").append(at.getClass().getName());
        frames(text, at.getStackTrace());
        at = at.getCause();
      }
    } catch (Throwable _) {
      // A hostile class may override what is asked here; its name is enough.
      text.append(" (without places)");
    }
    return mask(text.toString(), 2000);
  }

  private static void frames(StringBuilder text, StackTraceElement[] frames) {
    for (int i = 0; i < Math.min(8, frames.length); i++) {
      text.append(i == 0 ? " at " : ", ")
          .append(frames[i].getClassName())
          .append('.')
          .append(frames[i].getMethodName())
          .append(':')
          .append(frames[i].getLineNumber());
    }
  }
}
