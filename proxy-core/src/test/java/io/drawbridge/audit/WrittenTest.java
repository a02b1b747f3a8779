// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.json.JsonWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a text may take in a record is counted as it is written. */
class WrittenTest {
  private static int inFile(String text) {
    StringBuilder out = new StringBuilder();
    new JsonWriter(out).value(text);
    return out.toString().getBytes(StandardCharsets.UTF_8).length - 2;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "\"",
        "\\",
        "\\u",
        "\u007f",
        "\n",
        "é",
        "€",
        "😀",
        "\u202e",
        "a\\😀€\"\u0000"
      })
  void isCutToTheByte(String unit) {
    String text = unit.repeat(100);
    for (int most = 10; most < 40; most++) {
      String cut = Written.cut(text, most);
      assertEquals(inFile(cut), Written.bytes(cut));
      assertTrue(inFile(cut) <= most, cut + " in " + most);
      assertTrue(inFile(cut) > most - 6, cut + " wastes room of " + most);
      assertTrue(Written.wasCut(cut, most), cut);
      assertTrue(text.startsWith(cut.substring(0, cut.length() - 1)), cut);
    }
    int whole = inFile(text);
    assertEquals(text, Written.cut(text, whole));
  }

  @Test
  void halfACharacterIsReplaced() {
    assertEquals("a\ufffdb", Written.cut("a\ud800b", 512));
    assertFalse(Written.wasCut("a…", 512));
  }
}
