// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonWriterTest {
  private final StringBuilder out = new StringBuilder();
  private final JsonWriter writer = new JsonWriter(out);

  @Test
  void writesEveryKindOfValue() {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put("job", "302");
    labels.put("ref", null);
    writer
        .object()
        .member("text", "a")
        .member("number", -7)
        .member("flag", true)
        .member("labels", labels)
        .member("list", List.of("x", "y"))
        .name("null")
        .value((String) null)
        .name("objects")
        .list()
        .object()
        .endObject()
        .object()
        .member("k", false)
        .endObject()
        .list()
        .value(1)
        .value("2")
        .endList()
        .endList()
        .name("empty")
        .object()
        .endObject()
        .endObject();
    assertEquals(
        "{\"text\":\"a\",\"number\":-7,\"flag\":true,\"labels\":{\"job\":\"302\",\"ref\":null},"
            + "\"list\":[\"x\",\"y\"],\"null\":null,\"objects\":[{},{\"k\":false},[1,\"2\"]],"
            + "\"empty\":{}}",
        out.toString());
  }

  @Test
  void whatItWritesIsOneLineOfPlainCharacters() {
    for (int c = 0; c <= 0xffff; c++) {
      out.setLength(0);
      new JsonWriter(out).value("a" + (char) c + "b");
      for (int i = 0; i < out.length(); i++) {
        char written = out.charAt(i);
        boolean hidden =
            Character.isISOControl(written)
                || Character.getType(written) == Character.LINE_SEPARATOR
                || Character.getType(written) == Character.PARAGRAPH_SEPARATOR
                || written >= 0x202a && written <= 0x202e
                || written >= 0x2066 && written <= 0x2069
                || Character.isSurrogate(written);
        assertTrue(!hidden, "U+" + Integer.toHexString(c) + " is written as it is");
      }
    }
  }

  @Test
  void whatItWritesReadsBackAsTheSame() throws Exception {
    StringBuilder all = new StringBuilder("😀\"\\/");
    for (int c = 0; c <= 0xffff; c += c < 0x3000 ? 1 : 97) {
      if (!Character.isSurrogate((char) c)) {
        all.append((char) c);
      }
    }
    writer.object().member(all.toString(), all.toString()).endObject();
    assertEquals(
        Map.of(all.toString(), all.toString()),
        JsonReader.read(out.toString(), JsonLimits.STANDARD));
  }

  @Test
  void escapesALoneSurrogateInsteadOfWritingNonsense() {
    writer.value("\ud83d\ude00 \ud83d \ude00");
    assertEquals("\"😀 \\ud83d \\ude00\"", out.toString());
  }
}
