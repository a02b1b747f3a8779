// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** TOML 1.0 is read as its specification says, or refused with the place. */
class TomlReaderTest {
  private static Map<String, Located> read(String document) throws InvalidSettingsException {
    return TomlReader.read("c.toml", document.getBytes(StandardCharsets.UTF_8));
  }

  private static String refusal(byte[] document) {
    return assertThrows(InvalidSettingsException.class, () -> TomlReader.read("c.toml", document))
        .getMessage();
  }

  private static String refusal(String document) {
    return refusal(document.getBytes(StandardCharsets.UTF_8));
  }

  static List<TomlCases.Case> valid() throws IOException {
    return TomlCases.valid();
  }

  static List<TomlCases.Case> invalid() throws IOException {
    return TomlCases.invalid();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void readsWhatIsValid(TomlCases.Case document) throws InvalidSettingsException {
    assertEquals(document.says(), TomlCases.says(read(document.document())));
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void refusesWhatIsNot(TomlCases.Case document) {
    String message = refusal(document.document());
    assertTrue(message.matches("c\\.toml:\\d+:\\d+: \\p{L}.+"), message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a = 1\\nb = x          | c.toml:2:5: this is not a value; a text is written in quotes",
        "a = 1\\r\\n\\r\\n  b 1 | c.toml:3:5: expected = behind the key, found '1'",
        "a = '😀' x             | c.toml:1:9: expected the end of the line, found 'x'",
        "[a]\\nb = 1\\nb = 2    | c.toml:3:1: b is already a whole number, at c.toml:2:1",
        "[a]\\n"
            + "[[a]]            | c.toml:2:3: a is already a table that cannot be added to here, at"
            + " c.toml:1:2",
        "a = [1,\\n"
            + " 2            | c.toml:2:3: expected , or ] behind an element, found the end of the"
            + " file",
        "a = 99999999999999999999 | c.toml:1:5: this whole number does not fit into 64 bits",
        "a = 2021-02-30         | c.toml:1:5: this is not a date or time of RFC 3339",
      })
  void namesThePlaceAndTheReason(String document, String message) {
    assertEquals(message, refusal(document.translateEscapes()));
  }

  /** A reader of JSON breaks the lines of such a table without a thought. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[[rule]]\\nwhen = {\\n a = 1 }              | 2:8  | [rule.when]",
        "[[rule]]\\r\\nwhen = {\\r\\n a = 1 }        | 2:8  | [rule.when]",
        "[[rule]]\\nwhen = { # why\\n a = 1 }        | 2:8  | [rule.when]",
        "[[rule]]\\nwhen = { a = 1,\\n b = 2 }       | 2:8  | [rule.when]",
        "[[rule]]\\nwhen = { a = 1\\n, b = 2 }       | 2:8  | [rule.when]",
        "[[rule]]\\nwhen = { a =\\n 1 }              | 2:8  | [rule.when]",
        "[[rule]]\\nwhen = { a\\n = 1 }              | 2:8  | [rule.when]",
        "[[rule]]\\nwhen = { a = 1                   | 2:8  | [rule.when]",
        "[[rule]]\\nwhen = { a = { not =\\n 1 } }    | 2:14 | [rule.when.a]",
        "[[rule]]\\nwhen = { a = [\\n1\\n],\\n b = 2} | 2:8  | [rule.when]",
        "target = [\\n { a = 1,\\n b = 2 } ]         | 2:2  | [[target]]",
        "[auth.'my gitlab']\\nsecret = [ {\\n a = 1 } ] | 2:12 | [[auth.\"my gitlab\".secret]]",
        "limits = {\\n lifetime = '1h' }             | 1:10 | [limits]",
      })
  void anInlineTableOverSeveralLinesIsToldAsThatWithTheFormThatMayHaveThem(
      String document, String brace, String header) {
    assertEquals(
        "c.toml:"
            + brace
            + ": this inline table is not closed on its line, and TOML 1.0 wants it on one; close"
            + " it there, or write "
            + header
            + " behind the section's other keys and each of its keys on a line below",
        refusal(document.translateEscapes()));
  }

  @Test
  void aCommaBehindTheLastKeyOfAnInlineTableIsToldAsThat() {
    assertEquals(
        "c.toml:1:14: TOML 1.0 has no comma behind an inline table's last key; remove it",
        refusal("a = { b = 1, }"));
    // A list may have both, inside such a table, too.
    assertTrue(assertDoesNotThrow(() -> read("a = { b = [\n1,\n] }")).containsKey("a"));
  }

  @Test
  void doesNotRepeatWhatMayBeASecretWithoutQuotes() {
    String message = refusal("token = glpat-0123456789abcdef\n");
    assertFalse(message.contains("glpat"), message);
  }

  @Test
  void tellsWhereEveryValueStands() throws InvalidSettingsException {
    Map<String, Located> root =
        read("x.y = 1\n[auth.gitlab]\n  type = [ 'a',\n 'b' ]\n[[rule]]\n[[rule]]\nto = {z = 1}\n");
    assertEquals("c.toml:1:1", root.get("x").where());
    assertEquals("c.toml:1:3", inner(root, "x").get("y").where());
    assertEquals("c.toml:2:7", inner(root, "auth").get("gitlab").where());
    Located type = inner(inner(root, "auth"), "gitlab").get("type");
    assertEquals("c.toml:3:3", type.where());
    assertEquals("c.toml:4:2", ((Located) ((List<?>) type.value()).get(1)).where());
    Located second = (Located) ((List<?>) root.get("rule").value()).get(1);
    assertEquals("c.toml:6:3", second.where());
    Located to = (Located) ((Map<?, ?>) second.value()).get("to");
    assertEquals("c.toml:7:7", ((Located) ((Map<?, ?>) to.value()).get("z")).where());
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Located> inner(Map<String, Located> table, String key) {
    return (Map<String, Located>) table.get(key).value();
  }

  @Test
  void skipsAByteOrderMarkAtTheBeginningOnly() throws InvalidSettingsException {
    assertEquals("{a: 1}", TomlCases.says(read("\uFEFFa = 1")));
    assertEquals(
        "c.toml:1:1: expected a key, found the character U+FEFF", refusal("\uFEFF\uFEFFa = 1"));
    assertTrue(refusal("a = 1\n\uFEFF").startsWith("c.toml:2:1: "));
  }

  @Test
  void refusesWhatIsNotUtf8AtItsPlace() {
    assertEquals(
        "c.toml:2:7: not UTF-8",
        refusal("a = 1\nb = 'x".getBytes(StandardCharsets.UTF_8), 0xC3, '\''));
    assertEquals("c.toml:1:1: not UTF-8", refusal(new byte[0], 0xFF, 0xFE));
    assertEquals("c.toml:1:2: not UTF-8", refusal(new byte[] {'#'}, 0xED, 0xA0, 0x80));
    assertEquals("c.toml:1:2: not UTF-8", refusal(new byte[] {'#'}, 0xC0, 0x80));
    assertEquals("c.toml:1:2: not UTF-8", refusal(new byte[] {'#'}, 0xE2, 0x82));
  }

  private static String refusal(byte[] begin, int... end) {
    byte[] document = Arrays.copyOf(begin, begin.length + end.length);
    for (int i = 0; i < end.length; i++) {
      document[begin.length + i] = (byte) end[i];
    }
    return refusal(document);
  }

  @Test
  void boundsTheLength() throws InvalidSettingsException {
    byte[] document = new byte[TomlReader.MAX_BYTES];
    Arrays.fill(document, (byte) '\n');
    assertEquals(Map.of(), TomlReader.read("c.toml", document));
    assertEquals(
        "c.toml:1:1: longer than 4194304 bytes", refusal(new byte[TomlReader.MAX_BYTES + 1]));
  }

  @Test
  void boundsTheDepthHoweverItIsWritten() throws InvalidSettingsException {
    String most = "a = " + "[".repeat(63) + "]".repeat(63);
    assertFalse(read(most).isEmpty());
    for (String document :
        List.of(
            "a = " + "[".repeat(100_000),
            "a = " + "[".repeat(65) + "]".repeat(65),
            "a = " + "{a = ".repeat(100_000),
            "a" + ".a".repeat(65) + " = 1",
            "[a" + ".a".repeat(65) + "]",
            "[[a" + ".a".repeat(65) + "]]",
            "[a" + ".a".repeat(40) + "]\na" + ".a".repeat(40) + " = 1",
            "[a" + ".a".repeat(40) + "]\na = " + "[".repeat(40) + "]".repeat(40))) {
      String message = refusal(document);
      assertTrue(message.endsWith("nested deeper than 64 levels"), message);
    }
  }

  @Test
  void takesTimeInProportionToTheLength() {
    // Quadratic work takes minutes at either length.
    int length = Boolean.getBoolean("thorough") ? 3_000_000 : 900_000;
    for (String document :
        List.of(
            "a = [" + "1,".repeat(length / 2) + "]",
            "a = " + "1".repeat(length) + ".5",
            "a = 1." + "1_1".repeat(length / 3),
            "a = " + "9".repeat(length),
            "a = '" + "x".repeat(length) + "'",
            "a = \"\"\"" + "\\ \n".repeat(length / 3) + "\"\"\"",
            "[[a]]\n".repeat(length / 6),
            "a = {" + "b.".repeat(length / 2))) {
      assertTimeoutPreemptively(
          Duration.ofSeconds(20),
          () -> {
            try {
              read(document);
            } catch (InvalidSettingsException _) {
              // Refusing is as good: what counts is that it ends.
            }
          });
    }
  }
}
