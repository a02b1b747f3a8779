// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import java.util.Arrays;

/**
 * Matches globs without regular expressions: every pattern position that the text read so far can
 * have reached is carried along, so the time is at most pattern length times text length, whatever
 * either of them says. (A backtracking matcher would let a client's claim cost exponential time.)
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
    int end = pattern.length();
    boolean[] now = new boolean[end + 1];
    boolean[] next = new boolean[end + 1];
    reach(pattern, now, fixed);
    for (int i = fixed; i < text.length(); i++) {
      if (!step(pattern, now, next, text.charAt(i))) {
        return false;
      }
      boolean[] spent = now;
      now = next;
      next = spent;
      Arrays.fill(next, false);
    }
    return now[end];
  }

  /** Where one more character leads; false if nowhere. */
  private static boolean step(String pattern, boolean[] now, boolean[] next, char c) {
    boolean alive = false;
    for (int at = 0; at < pattern.length(); at++) {
      if (!now[at]) {
        continue;
      }
      if (pattern.charAt(at) != '*') {
        if (pattern.charAt(at) == c) {
          reach(pattern, next, at + 1);
          alive = true;
        }
      } else if (c != '/' || isDouble(pattern, at)) {
        reach(pattern, next, at);
        alive = true;
      }
    }
    return alive;
  }

  /** Marks a position, and those behind the stars there, which may stand for nothing. */
  private static void reach(String pattern, boolean[] positions, int from) {
    int at = from;
    while (!positions[at]) {
      positions[at] = true;
      if (at == pattern.length() || pattern.charAt(at) != '*') {
        return;
      }
      at += isDouble(pattern, at) ? 2 : 1;
    }
  }

  private static boolean isDouble(String pattern, int at) {
    return at + 1 < pattern.length() && pattern.charAt(at + 1) == '*';
  }
}
