// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.json;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON document (RFC 8259) into {@code Map<String, Object>}, {@code List<Object>}, {@link
 * String}, {@link Long}, {@link BigDecimal}, {@link Boolean} and {@code null}. Stricter than the
 * standard: duplicate names, lone surrogates and anything behind the document are refused, because
 * two readers of one document must not disagree about what it says. Linear in the length.
 */
public final class JsonReader {
  private final String text;
  private final JsonLimits limits;
  private int at;
  private int depth;

  private JsonReader(String text, JsonLimits limits) {
    this.text = text;
    this.limits = limits;
  }

  /**
   * Reads a document.
   *
   * @throws MalformedJsonException if it is malformed or beyond the limits
   */
  public static Object read(String text, JsonLimits limits) throws MalformedJsonException {
    if (text.length() > limits.length()) {
      throw new MalformedJsonException("longer than " + limits.length() + " characters");
    }
    JsonReader reader = new JsonReader(text, limits);
    reader.space();
    Object value = reader.value();
    reader.space();
    if (reader.at < text.length()) {
      throw reader.unexpected();
    }
    return value;
  }

  /** Reads a document in UTF-8; malformed UTF-8 is refused. */
  public static Object read(byte[] utf8, JsonLimits limits) throws MalformedJsonException {
    if (utf8.length > 4L * limits.length()) {
      throw new MalformedJsonException("longer than " + limits.length() + " characters");
    }
    try {
      return read(
          StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString(), limits);
    } catch (CharacterCodingException _) {
      throw new MalformedJsonException("not UTF-8");
    }
  }

  /** Reads a document that must be an object. */
  @SuppressWarnings("unchecked")
  public static Map<String, Object> readObject(byte[] utf8, JsonLimits limits)
      throws MalformedJsonException {
    if (read(utf8, limits) instanceof Map<?, ?> object) {
      return (Map<String, Object>) object;
    }
    throw new MalformedJsonException("not an object");
  }

  private Object value() throws MalformedJsonException {
    return switch (peek()) {
      case '{' -> object();
      case '[' -> list();
      case '"' -> string();
      case 't' -> word("true", Boolean.TRUE);
      case 'f' -> word("false", Boolean.FALSE);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  private Map<String, Object> object() throws MalformedJsonException {
    enter();
    Map<String, Object> members = new LinkedHashMap<>();
    if (!closes('}')) {
      do {
        space();
        if (peek() != '"') {
          throw unexpected();
        }
        String name = string();
        space();
        expect(':');
        space();
        if (members.containsKey(name)) {
          throw new MalformedJsonException("the same name twice, before character " + at);
        }
        members.put(name, value());
      } while (continues('}'));
    }
    depth--;
    return Collections.unmodifiableMap(members);
  }

  private List<Object> list() throws MalformedJsonException {
    enter();
    List<Object> elements = new ArrayList<>();
    if (!closes(']')) {
      do {
        space();
        elements.add(value());
      } while (continues(']'));
    }
    depth--;
    return Collections.unmodifiableList(elements);
  }

  private void enter() throws MalformedJsonException {
    at++;
    if (++depth > limits.depth()) {
      throw new MalformedJsonException("nested deeper than " + limits.depth());
    }
  }

  private boolean closes(char end) {
    space();
    return skip(end);
  }

  private boolean continues(char end) throws MalformedJsonException {
    space();
    if (peek() == ',') {
      at++;
      return true;
    }
    expect(end);
    return false;
  }

  private String string() throws MalformedJsonException {
    int start = ++at;
    StringBuilder decoded = null;
    while (true) {
      char c = peek();
      if (c == '"') {
        String raw = text.substring(start, at);
        at++;
        String whole = decoded == null ? raw : decoded.append(raw).toString();
        return wellFormed(whole);
      }
      if (c < 0x20) {
        throw unexpected();
      }
      if (c == '\\') {
        decoded = decoded == null ? new StringBuilder() : decoded;
        decoded.append(text, start, at);
        decoded.append(escape());
        start = at;
      } else {
        at++;
      }
    }
  }

  private String wellFormed(String whole) throws MalformedJsonException {
    for (int i = 0; i < whole.length(); ) {
      int code = whole.codePointAt(i);
      if (code >= Character.MIN_SURROGATE && code <= Character.MAX_SURROGATE) {
        throw new MalformedJsonException("a lone surrogate before character " + at);
      }
      i += Character.charCount(code);
    }
    return whole;
  }

  private char escape() throws MalformedJsonException {
    at++;
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> hex();
      default -> throw new MalformedJsonException("an unknown escape before character " + at);
    };
  }

  private char hex() throws MalformedJsonException {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() > 'f' ? -1 : Character.digit(peek(), 16);
      if (digit < 0) {
        throw unexpected();
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  private Object word(String word, Object value) throws MalformedJsonException {
    if (!text.startsWith(word, at)) {
      throw unexpected();
    }
    at += word.length();
    return value;
  }

  private Object number() throws MalformedJsonException {
    int start = at;
    boolean whole = true;
    skip('-');
    if (!skip('0')) {
      digits();
    }
    if (skip('.')) {
      whole = false;
      digits();
    }
    if (skip('e') || skip('E')) {
      whole = false;
      if (!skip('+')) {
        skip('-');
      }
      digits();
    }
    if (at - start > limits.digits()) {
      throw new MalformedJsonException("a number longer than " + limits.digits() + " characters");
    }
    String literal = text.substring(start, at);
    return whole && literal.length() < 19 ? (Object) Long.valueOf(literal) : exact(literal);
  }

  private Object exact(String literal) throws MalformedJsonException {
    BigDecimal number;
    try {
      number = new BigDecimal(literal);
    } catch (NumberFormatException _) {
      throw new MalformedJsonException("a number out of range before character " + at);
    }
    // A short text like 1e999999999 must not become a number that costs memory to handle.
    if (Math.abs((long) number.scale()) > 400) {
      throw new MalformedJsonException("a number out of range before character " + at);
    }
    return number;
  }

  private void digits() throws MalformedJsonException {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw unexpected();
    }
  }

  private boolean skip(char c) {
    if (at < text.length() && text.charAt(at) == c) {
      at++;
      return true;
    }
    return false;
  }

  private void space() {
    while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char peek() throws MalformedJsonException {
    if (at >= text.length()) {
      throw unexpected();
    }
    return text.charAt(at);
  }

  private void expect(char c) throws MalformedJsonException {
    if (peek() != c) {
      throw unexpected();
    }
    at++;
  }

  private MalformedJsonException unexpected() {
    return new MalformedJsonException(
        at >= text.length() ? "ends too early" : "not JSON at character " + at);
  }
}
