// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.json;

import java.util.Map;

/**
 * Writes JSON onto a builder, one line. What could break a log line or deceive its reader is
 * escaped: control characters, DEL, U+2028, U+2029, bidirectional controls and lone surrogates. Not
 * safe for concurrent use.
 */
public final class JsonWriter {
  private final StringBuilder out;
  private boolean comma;

  /** Appends to the builder. */
  public JsonWriter(StringBuilder out) {
    this.out = out;
  }

  /** Begins an object. */
  public JsonWriter object() {
    return open('{');
  }

  /** Ends an object. */
  public JsonWriter endObject() {
    return close('}');
  }

  /** Begins a list. */
  public JsonWriter list() {
    return open('[');
  }

  /** Ends a list. */
  public JsonWriter endList() {
    return close(']');
  }

  /** The name of the next value. */
  public JsonWriter name(String name) {
    separate();
    quote(name);
    out.append(':');
    comma = false;
    return this;
  }

  /** A text, or null. */
  public JsonWriter value(String text) {
    separate();
    if (text == null) {
      out.append("null");
    } else {
      quote(text);
    }
    comma = true;
    return this;
  }

  /** A whole number. */
  public JsonWriter value(long number) {
    separate();
    out.append(number);
    comma = true;
    return this;
  }

  /** True or false. */
  public JsonWriter value(boolean flag) {
    separate();
    out.append(flag);
    comma = true;
    return this;
  }

  /** A name and a text. */
  public JsonWriter member(String name, String text) {
    return name(name).value(text);
  }

  /** A name and a whole number. */
  public JsonWriter member(String name, long number) {
    return name(name).value(number);
  }

  /** A name and true or false. */
  public JsonWriter member(String name, boolean flag) {
    return name(name).value(flag);
  }

  /** A name and an object of texts. */
  public JsonWriter member(String name, Map<String, String> texts) {
    name(name).object();
    texts.forEach(this::member);
    return endObject();
  }

  /** A name and a list of texts. */
  public JsonWriter member(String name, Iterable<String> texts) {
    name(name).list();
    texts.forEach(this::value);
    return endList();
  }

  private JsonWriter open(char bracket) {
    separate();
    out.append(bracket);
    comma = false;
    return this;
  }

  private JsonWriter close(char bracket) {
    out.append(bracket);
    comma = true;
    return this;
  }

  private void separate() {
    if (comma) {
      out.append(',');
      comma = false;
    }
  }

  private void quote(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        out.append(c).append(text.charAt(++i));
      } else if (mustEscape(c)) {
        out.append("\\u").append(Character.forDigit(c >> 12, 16));
        out.append(Character.forDigit(c >> 8 & 15, 16));
        out.append(Character.forDigit(c >> 4 & 15, 16)).append(Character.forDigit(c & 15, 16));
      } else {
        out.append(c);
      }
    }
    out.append('"');
  }

  private static boolean mustEscape(char c) {
    return c < 0x20
        || c >= 0x7f && c <= 0x9f
        || c == 0x061c
        || c >= 0x200b && c <= 0x200f
        || c >= 0x2028 && c <= 0x202e
        || c >= 0x2060 && c <= 0x206f
        || c == 0xfeff
        || Character.isSurrogate(c);
  }
}
