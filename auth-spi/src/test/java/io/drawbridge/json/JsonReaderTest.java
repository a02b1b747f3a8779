// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.json;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonReaderTest {
  private static Object read(String text) throws MalformedJsonException {
    return JsonReader.read(text, JsonLimits.STANDARD);
  }

  @Test
  void readsEveryKindOfValue() throws Exception {
    assertNull(read("null"));
    assertEquals(true, read(" true "));
    assertEquals(false, read("\tfalse\r\n"));
    assertEquals("", read("\"\""));
    assertEquals(0L, read("0"));
    assertEquals(0L, read("-0"));
    assertEquals(-42L, read("-42"));
    assertEquals(999_999_999_999_999_999L, read("999999999999999999"));
    assertEquals(new BigDecimal("1234567890123456789012"), read("1234567890123456789012"));
    assertEquals(new BigDecimal("1.50"), read("1.50"));
    assertEquals(new BigDecimal("1E+2"), read("1e2"));
    assertEquals(new BigDecimal("1.5E-7"), read("1.5E-7"));
    assertEquals(List.of(), read("[ ]"));
    assertEquals(Map.of(), read("{ }"));
    assertEquals(
        Map.of("a", List.of(1L, "b", Map.of("c", true))), read("{\"a\":[1,\"b\",{\"c\":true}]}"));
    assertEquals(Arrays.asList(null, null), read("[null , null]"));
  }

  @Test
  void keepsTheOrderOfAnObject() throws Exception {
    Map<String, Object> object =
        JsonReader.readObject(
            "{\"b\":1,\"a\":2,\"\":3}".getBytes(StandardCharsets.UTF_8), JsonLimits.STANDARD);
    assertEquals(List.of("b", "a", ""), List.copyOf(object.keySet()));
    assertThrows(UnsupportedOperationException.class, () -> object.put("c", 1));
  }

  @Test
  void decodesEscapes() throws Exception {
    assertEquals("\"\\/\b\f\n\r\t", read("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\""));
    assertEquals("aéb", read("\"a\\u00e9b\""));
    assertEquals("😀", read("\"\\ud83d\\uDE00\""));
    assertEquals("😀é", read("\"😀é\""));
    assertEquals("\u0000", read("\"\\u0000\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "nul",
        "nullx",
        "True",
        "undefined",
        "NaN",
        "Infinity",
        "-",
        "+1",
        "01",
        "-01",
        "1.",
        ".5",
        "1.e2",
        "1e",
        "1e+",
        "0x10",
        "1_000",
        "--1",
        "1 2",
        "1,",
        "[1,]",
        "[,1]",
        "[1",
        "[1 2]",
        "]",
        "{",
        "}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{1:1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1}}",
        "{\"a\":1}{",
        "[]x",
        "\"",
        "\"a",
        "'a'",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u+123\"",
        "\"\\U0041\"",
        "\"a\nb\"",
        "\"\t\"",
        "\"\u0000\"",
        "// x\n1",
        "/* x */ 1",
        "\uFEFF1",
        "1\u00a0",
        "\u00a01",
        "\u2028",
        "[1]\u0000"
      })
  void refusesWhatIsNotJson(String text) {
    assertThrows(MalformedJsonException.class, () -> read(text), text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":1}",
        "{\"a\":1,\"\\u0061\":2}",
        "{\"x\":{\"a\":null,\"b\":1,\"a\":2}}",
        "\"\\ud800\"",
        "\"\\udc00\"",
        "\"\\ud800x\"",
        "\"\\ud800\\ud800\"",
        "\"\\udc00\\ud800\"",
        "{\"\\ud800\":1}",
        "1e401",
        "1e-401",
        "1e999999999",
        "1e99999999999999999999",
        "11111111111111111111111111111111111111111"
      })
  void refusesWhatTwoReadersCouldTakeDifferently(String text) {
    assertThrows(MalformedJsonException.class, () -> read(text), text);
  }

  @Test
  void boundsDepthAndLength() throws Exception {
    JsonLimits limits = new JsonLimits(100, 3, 40);
    assertEquals(List.of(List.of(List.of())), JsonReader.read("[[[]]]", limits));
    assertThrows(MalformedJsonException.class, () -> JsonReader.read("[[[[]]]]", limits));
    assertEquals(
        List.of(List.of(), List.of(), List.of(), List.of()),
        JsonReader.read("[[],[],[],[]]", limits));
    assertEquals(1L, JsonReader.read(" ".repeat(99) + "1", limits));
    assertThrows(
        MalformedJsonException.class, () -> JsonReader.read(" ".repeat(100) + "1", limits));
    assertThrows(MalformedJsonException.class, () -> JsonReader.read(new byte[1_000_000], limits));
    assertThrows(MalformedJsonException.class, () -> read("[".repeat(100_000)));
    assertThrows(MalformedJsonException.class, () -> read("{\"a\":".repeat(100_000)));
  }

  @Test
  void refusesBytesThatAreNotUtf8() {
    for (byte[] bytes :
        List.of(
            new byte[] {'"', (byte) 0xff, '"'},
            new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'},
            new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'},
            "\"é\"".getBytes(StandardCharsets.ISO_8859_1),
            "1".getBytes(StandardCharsets.UTF_16))) {
      assertThrows(MalformedJsonException.class, () -> JsonReader.read(bytes, JsonLimits.STANDARD));
    }
  }

  @Test
  void wantsAnObjectWhereOneIsAskedFor() {
    for (String text : List.of("[]", "1", "null", "\"{}\"")) {
      assertThrows(
          MalformedJsonException.class,
          () -> JsonReader.readObject(text.getBytes(StandardCharsets.UTF_8), JsonLimits.STANDARD));
    }
  }

  @Test
  void saysNothingOfTheContent() {
    String canary = "canary";
    for (String text :
        List.of(
            "{\"" + canary + "\":1,\"" + canary + "\":2}", canary, "\"" + canary, "[" + canary)) {
      var refused = assertThrows(MalformedJsonException.class, () -> read(text));
      assertFalse(refused.getMessage().contains(canary), refused.getMessage());
    }
  }

  @Test
  void takesTimeInProportionToTheLength() {
    String escapes = "\"" + "\\u0041".repeat(80_000) + "\"";
    String names = names(40_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          read(escapes);
          read(names);
          read("[" + "1,".repeat(200_000) + "1]");
          assertThrows(MalformedJsonException.class, () -> read("\"" + "a".repeat(500_000)));
        });
  }

  private static String names(int count) {
    StringBuilder text = new StringBuilder("{");
    for (int i = 0; i < count; i++) {
      text.append(i == 0 ? "" : ",").append("\"n").append(i).append("\":1");
    }
    return text.append('}').toString();
  }

  /** Random texts out of JSON's own characters: each is read or refused, nothing else happens. */
  @Test
  void refusesOrReadsEverything() {
    Random random = new Random(20_261_123);
    String alphabet = "{}[]\",:\\u0d8ftrue null-+.eE1 \n\u2028";
    int read = 0;
    for (int i = 0; i < 200_000; i++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(12);
      for (int j = 0; j < length; j++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      try {
        read(text.toString());
        read++;
      } catch (MalformedJsonException e) {
        assertFalse(e.getMessage().isEmpty());
      }
    }
    assertTrue(read > 1_000, "hardly anything was read: " + read);
  }
}
