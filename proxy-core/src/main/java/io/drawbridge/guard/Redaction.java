// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import io.drawbridge.common.OneLine;
import java.util.regex.Pattern;

/**
 * Masks what looks like a secret in a text that came from a plugin: the second line of defence,
 * after the plugin's own care. Texts are cut at 8 KiB, and control characters become spaces, so
 * that one line stays one line.
 */
public final class Redaction {
  private static final int MAX_TEXT = 8 * 1024;

  /** No quantifier inside another: the time grows with the length only. */
  private static final Pattern SECRET =
      Pattern.compile(
          "eyJ[\\w-]{4,}+(?:\\.[\\w-]*+)*+" // JWT or its first part
              + "|\\bgl[a-z]{1,8}-[\\w.-]{6,}+" // GitLab's tokens: glpat-, glcbt-, gldt-, …
              + "|\\bdbr_[\\w-]++"
              + "|(?i:\\b(?:bearer|basic)[ :=]++[^\\s,;\"']++)"
              + "|(?=[A-Za-z0-9+/_=-]{0,200}[0-9])(?=[A-Za-z0-9+/_=-]{0,200}[A-Z])"
              + "(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{32,}+={0,2}+");

  private Redaction() {}

  /** The text with {@code ***} for each part that looks like a token. */
  public static String mask(String text) {
    if (text == null) {
      return "";
    }
    return SECRET.matcher(OneLine.of(text, MAX_TEXT)).replaceAll("***");
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
