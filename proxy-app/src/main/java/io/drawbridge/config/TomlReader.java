// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Reads a document of TOML 1.0.0 (https://toml.io/en/v1.0.0), the whole of it and nothing else,
 * into a tree of {@link Located}. A value's place is that of its key, an element's its own. Time
 * and memory are linear in the length.
 */
public final class TomlReader {
  /** The longest document that is read, in bytes. */
  public static final int MAX_BYTES = 4 * 1024 * 1024;

  /**
   * The deepest nesting of tables and lists; it bounds the recursion of every reader of the tree.
   */
  public static final int MAX_DEPTH = 64;

  private final TomlCursor cursor;
  private final TomlStrings strings;

  private TomlReader(TomlCursor cursor) {
    this.cursor = cursor;
    this.strings = new TomlStrings(cursor);
  }

  /**
   * Reads a document.
   *
   * @param file what messages call it
   * @param utf8 its bytes; a byte order mark at the beginning is skipped
   * @return its keys in their order; a whole number is a {@link Long}, a fraction a {@link Double},
   *     a date or time one of java.time's {@code OffsetDateTime}, {@code LocalDateTime}, {@code
   *     LocalDate}, {@code LocalTime}
   * @throws InvalidSettingsException if it is not TOML, with {@code file:line:column} and a
   *     sentence
   */
  public static Map<String, Located> read(String file, byte[] utf8)
      throws InvalidSettingsException {
    if (utf8.length > MAX_BYTES) {
      throw new InvalidSettingsException(file + ":1:1: longer than " + MAX_BYTES + " bytes");
    }
    return new TomlReader(new TomlCursor(file, decode(file, utf8))).document();
  }

  private static String decode(String file, byte[] utf8) throws InvalidSettingsException {
    CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
    CharBuffer decoded = CharBuffer.allocate(utf8.length);
    CoderResult result = decoder.decode(ByteBuffer.wrap(utf8), decoded, true);
    String text = decoded.flip().toString();
    String document = text.startsWith("\uFEFF") ? text.substring(1) : text;
    if (result.isError()) {
      throw new TomlCursor(file, document).error(document.length(), "not UTF-8");
    }
    return document;
  }

  private Map<String, Located> document() throws InvalidSettingsException {
    TomlTable root = TomlTable.defined(0, cursor.where(0));
    TomlTable current = root;
    String section = "";
    cursor.blank();
    while (cursor.peek() != TomlCursor.END) {
      if (cursor.skip("[[")) {
        List<TomlTable.Key> path = key("]]");
        current = root.element(path);
        section = dotted("", path) + ".";
      } else if (cursor.skip("[")) {
        List<TomlTable.Key> path = key("]");
        current = root.header(path);
        section = dotted("", path) + ".";
      } else {
        assignment(current, section);
      }
      cursor.endOfLine();
      cursor.blank();
    }
    return root.located();
  }

  private List<TomlTable.Key> key(String end) throws InvalidSettingsException {
    List<TomlTable.Key> path = new ArrayList<>();
    do {
      cursor.space();
      path.add(part());
      cursor.space();
    } while (cursor.skip("."));
    cursor.expect(end, "behind the key");
    return path;
  }

  private TomlTable.Key part() throws InvalidSettingsException {
    int start = cursor.offset();
    String where = cursor.where(start);
    if (cursor.peek() == '"' || cursor.peek() == '\'') {
      return new TomlTable.Key(strings.line(), where);
    }
    while (bare(cursor.peek())) {
      cursor.advance(1);
    }
    if (cursor.offset() == start) {
      throw cursor.unexpected("a key");
    }
    return new TomlTable.Key(cursor.since(start), where);
  }

  private static boolean bare(int c) {
    return c >= 'A' && c <= 'Z'
        || c >= 'a' && c <= 'z'
        || c >= '0' && c <= '9'
        || c == '_'
        || c == '-';
  }

  /** The path as a header would write it. */
  private static String dotted(String section, List<TomlTable.Key> path) {
    return path.stream()
        .map(TomlTable.Key::name)
        .map(name -> name.chars().allMatch(TomlReader::bare) ? name : "\"" + name + "\"")
        .collect(Collectors.joining(".", section, ""));
  }

  private void assignment(TomlTable table, String section) throws InvalidSettingsException {
    List<TomlTable.Key> path = key("=");
    cursor.space();
    Located value =
        new Located(
            value(table.depth() + path.size(), "[%s]", dotted(section, path)),
            path.getLast().where());
    table.put(path, value);
  }

  private Object value(int depth, String header, String name) throws InvalidSettingsException {
    TomlTable.within(depth, cursor.where(cursor.offset()));
    return switch (cursor.peek()) {
      case '"', '\'' -> strings.any();
      case '[' -> list(depth, name);
      case '{' -> inlineTable(depth, header, name);
      default -> literal();
    };
  }

  private List<Located> list(int depth, String name) throws InvalidSettingsException {
    cursor.advance(1);
    TomlCursor.Unbroken around = cursor.within(null);
    List<Located> elements = new ArrayList<>();
    cursor.blank();
    while (!cursor.skip("]")) {
      String where = cursor.where(cursor.offset());
      elements.add(new Located(value(depth + 1, "[[%s]]", name), where));
      cursor.blank();
      if (!cursor.skip(",") && cursor.peek() != ']') {
        throw cursor.error(
            cursor.offset(), "expected , or ] behind an element, found " + cursor.found());
      }
      cursor.blank();
    }
    cursor.within(around);
    return Collections.unmodifiableList(elements);
  }

  private Map<String, Located> inlineTable(int depth, String header, String name)
      throws InvalidSettingsException {
    int start = cursor.offset();
    TomlTable table = TomlTable.defined(depth, cursor.where(start));
    TomlCursor.Unbroken around =
        cursor.within(new TomlCursor.Unbroken(start, header.formatted(name)));
    cursor.advance(1);
    cursor.space();
    if (!cursor.skip("}")) {
      do {
        assignment(table, name + ".");
        cursor.space();
      } while (another());
      cursor.expect("}", "at the end of the inline table");
    }
    cursor.within(around);
    return table.located();
  }

  private boolean another() throws InvalidSettingsException {
    if (!cursor.skip(",")) {
      return false;
    }
    cursor.space();
    if (cursor.peek() == '}') {
      throw cursor.error(
          cursor.offset(), "TOML 1.0 has no comma behind an inline table's last key; remove it");
    }
    return true;
  }

  private Object literal() throws InvalidSettingsException {
    int start = cursor.offset();
    skipLiteral();
    String date = cursor.since(start);
    int next = cursor.peek(1);
    // Between a date and a time a space may stand for the T.
    if (date.length() == 10
        && TomlDates.looksLike(date)
        && cursor.peek() == ' '
        && next >= '0'
        && next <= '9') {
      cursor.advance(1);
      skipLiteral();
    }
    String literal = cursor.since(start);
    if (literal.isEmpty()) {
      throw cursor.unexpected("a value");
    }
    if (literal.equals("true") || literal.equals("false")) {
      return literal.equals("true");
    }
    try {
      return TomlDates.looksLike(literal)
          ? TomlDates.read(literal)
          : TomlNumbers.read(literal).orElseThrow(() -> noValue(start, literal));
    } catch (DateTimeException _) {
      throw cursor.error(start, "this is not a date or time of RFC 3339");
    } catch (ArithmeticException _) {
      throw cursor.error(start, "this whole number does not fit into 64 bits");
    }
  }

  private void skipLiteral() {
    while (bare(cursor.peek()) || "+.:".indexOf(cursor.peek()) >= 0) {
      cursor.advance(1);
    }
  }

  /** Does not repeat the literal: it may be a secret whose quotes were forgotten. */
  private InvalidSettingsException noValue(int start, String literal) {
    return cursor.error(
        start,
        Character.isLetter(literal.charAt(0))
            ? "this is not a value; a text is written in quotes"
            : "this is not a number");
  }
}
