// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

/**
 * Matches globs without regular expressions: all ends that the pattern read so far can have in the
 * text are carried along, so the time is at most pattern length times text length, whatever either
 * of them says. (A backtracking matcher would let a client's claim cost exponential time.)
 */
final class Globs {
  /** Longest pattern, in characters: as long as GitLab's longest path (255) and ref (244). */
  static final int LONGEST = 512;

  private Globs() {}

  static void check(String pattern) {
    if (pattern.length() > LONGEST) {
      throw new IllegalArgumentException("a glob longer than " + LONGEST + " characters");
    }
    if (pattern.contains("***")) {
      throw new IllegalArgumentException("a glob with three stars in a row");
    }
  }

  static boolean matches(String pattern, String text) {
    int fixed = pattern.indexOf('*');
    if (fixed < 0) {
      return pattern.equals(text);
    }
    if (!text.regionMatches(0, pattern, 0, fixed)) {
      return false;
    }
    boolean[] ends = new boolean[text.length() + 1];
    ends[fixed] = true;
    for (int at = fixed; at < pattern.length(); at++) {
      if (pattern.charAt(at) != '*') {
        one(pattern.charAt(at), text, ends);
      } else if (pattern.startsWith("**", at)) {
        any(text, ends, true);
        at++;
      } else {
        any(text, ends, false);
      }
    }
    return ends[text.length()];
  }

  /** Every end moves over this character, or is none. */
  private static void one(char c, String text, boolean[] ends) {
    for (int end = text.length(); end > 0; end--) {
      ends[end] = ends[end - 1] && text.charAt(end - 1) == c;
    }
    ends[0] = false;
  }

  /** Every end may move as far as it likes, over slashes or up to the next. */
  private static void any(String text, boolean[] ends, boolean slashes) {
    for (int at = 0; at < text.length(); at++) {
      ends[at + 1] |= ends[at] && (slashes || text.charAt(at) != '/');
    }
  }
}
