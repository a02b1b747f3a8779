// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.common;

/** Finds what was probably meant by a word that is not known. */
public final class Misspelling {
  private Misspelling() {}

  /** {@code "; did you mean serve?"}, or nothing where no known word is near. */
  public static String hint(String word, Iterable<String> known) {
    // Further off, a guess is more confusing than none.
    int least = Math.min(word.length() / 2, Math.max(2, word.length() / 3)) + 1;
    String best = null;
    for (String candidate : known) {
      // "gitlab" for "gitlab-oidc" is half a name, and no slip.
      int distance = candidate.startsWith(word + "-") ? 1 : distance(word, candidate);
      if (distance < least) {
        least = distance;
        best = candidate;
      }
    }
    return best == null ? "" : "; did you mean " + best + "?";
  }

  /** How many letters must be put in, taken out or replaced (Levenshtein's distance). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }
}
