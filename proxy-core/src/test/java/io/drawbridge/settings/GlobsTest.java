// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobsTest {
  @ParameterizedTest
  @CsvSource({
    "release/*, release/1.2, true",
    "release/*, release/, true",
    "release/*, release/1/2, false",
    "release/*, release, false",
    "release/**, release/1/2, true",
    "release/**, released, false",
    "mygroup/*, mygroup-evil/x, false",
    "mygroup*, mygroup-evil, true",
    "mygroup*, mygroup-evil/x, false",
    "*, main, true",
    "*, feature/x, false",
    "**, feature/x, true",
    "**, '', true",
    "*, '', true",
    "*/x, a/x, true",
    "*/x, a/b/x, false",
    "**/x, a/b/x, true",
    "**/x, x, false",
    "a*b*c, aXbYc, true",
    "a*b*c, abc, true",
    "a*b*c, abcd, false",
    "a**c, a/b/c, true",
    "a*/**/c*, a1/2/3/c4, true",
    "a.c*, abcd, false",
    "[a]*, a, false",
    "a?*, ab, false",
    "*a*/**b, xax/ab, true",
  })
  void matchesAsTheTableSays(String pattern, String text, boolean matches) {
    assertEquals(matches, Globs.matches(pattern, text), pattern + " on " + text);
  }

  @Test
  void agreesWithAnIndependentMatcher() {
    Random random = new Random(4217);
    int held = 0;
    for (int i = 0; i < 20_000; i++) {
      String glob = word(random, "ab/**", 8).replace("***", "*");
      String text = word(random, "ab/", 8);
      String regex = glob.replace("**", "\u0001").replace("*", "[^/]*").replace("\u0001", ".*");
      boolean expected = Pattern.matches(regex, text);
      assertEquals(expected, Globs.matches(glob, text), glob + " on " + text);
      held += expected ? 1 : 0;
    }
    assertFalse(held < 500, "too few pairs match to tell anything: " + held);
  }

  private static String word(Random random, String letters, int longest) {
    StringBuilder word = new StringBuilder();
    for (int n = random.nextInt(longest + 1); n > 0; n--) {
      word.append(letters.charAt(random.nextInt(letters.length())));
    }
    while (word.indexOf("***") >= 0) {
      word.deleteCharAt(word.indexOf("***"));
    }
    return word.toString();
  }

  @Test
  void takesBoundedTimeOnHostileText() {
    String pattern = "**a".repeat(Globs.LONGEST / 3);
    String text = "a".repeat(11 * 1024) + "b";
    assertTimeoutPreemptively(
        Duration.ofSeconds(5), () -> assertFalse(Globs.matches(pattern, text)));
  }
}
