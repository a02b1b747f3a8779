// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;

/**
 * A place in a TOML document that moves forward, and the words of its errors. Not safe for
 * concurrent use.
 */
final class TomlCursor {
  /** What {@link #peek} answers behind the last character. */
  static final int END = -1;

  /** An inline table, which TOML 1.0.0 wants on one line: its brace, and its header as a table. */
  record Unbroken(int start, String header) {}

  private final String file;
  private final String text;
  private Unbroken unbroken;
  private int at;
  private int told;
  private int toldLine = 1;
  private int toldColumn = 1;

  TomlCursor(String file, String text) {
    this.file = file;
    this.text = text;
  }

  int offset() {
    return at;
  }

  int peek() {
    return peek(0);
  }

  int peek(int ahead) {
    return at + ahead < text.length() ? text.charAt(at + ahead) : END;
  }

  void advance(int characters) {
    at += characters;
  }

  /** Moves behind the text if it is next. */
  boolean skip(String next) {
    if (text.startsWith(next, at)) {
      at += next.length();
      return true;
    }
    return false;
  }

  void expect(String next, String purpose) throws InvalidSettingsException {
    if (!skip(next)) {
      throw unexpected(next + " " + purpose);
    }
  }

  String since(int start) {
    return text.substring(start, at);
  }

  void space() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  boolean newline() {
    return skip("\n") || skip("\r\n");
  }

  /** Skips spaces, comments and ends of lines. */
  void blank() throws InvalidSettingsException {
    do {
      space();
      comment();
    } while (newline());
  }

  /** Skips what may stand behind an expression: spaces, a comment, the end of the line. */
  void endOfLine() throws InvalidSettingsException {
    space();
    comment();
    if (!newline() && peek() != END) {
      throw error(at, "expected the end of the line, found " + found());
    }
  }

  private void comment() throws InvalidSettingsException {
    if (peek() != '#') {
      return;
    }
    while (peek() != END && peek() != '\n' && !text.startsWith("\r\n", at)) {
      refuseControl("a comment");
      at++;
    }
  }

  /** Refuses a control character other than tab, which no comment and no text may contain. */
  void refuseControl(String inside) throws InvalidSettingsException {
    int c = peek();
    if ((c >= 0 && c < 0x20 && c != '\t') || c == 0x7F) {
      throw error(at, inside + " must not contain " + found());
    }
  }

  /** What is next, in the words of a message. */
  String found() {
    int c = peek();
    if (c == END) {
      return "the end of the file";
    }
    if (c == '\n' || text.startsWith("\r\n", at)) {
      return "the end of the line";
    }
    int code = text.codePointAt(at);
    return (code > 0x20 && code < 0x7F) || Character.isLetterOrDigit(code)
        ? "'" + Character.toString(code) + "'"
        : code == ' ' ? "a space" : String.format("the character U+%04X", code);
  }

  /** Reads an inline table from now on, or {@code null} for none; the answer is what it was. */
  Unbroken within(Unbroken next) {
    Unbroken around = unbroken;
    unbroken = next;
    return around;
  }

  /** Something else is here; in an inline table the end of its line is told as what it is. */
  InvalidSettingsException unexpected(String expected) {
    int c = peek();
    boolean ends = c == END || c == '#' || c == '\n' || c == '\r' && peek(1) == '\n';
    if (unbroken == null || !ends) {
      return error(at, "expected " + expected + ", found " + found());
    }
    return error(
        unbroken.start(),
        "this inline table is not closed on its line, and TOML 1.0 wants it on one; close it there,"
            + " or write "
            + unbroken.header()
            + " behind the section's other keys and each of its keys on a line below");
  }

  InvalidSettingsException error(int offset, String sentence) {
    return new InvalidSettingsException(where(offset) + ": " + sentence);
  }

  /**
   * The place as {@code file:line:column}; the column counts code points from 1. Goes on from the
   * last place asked for, so that a long line is not counted again for each of its values.
   */
  String where(int offset) {
    if (offset < told) {
      told = 0;
      toldLine = 1;
      toldColumn = 1;
    }
    for (; told < offset; told++) {
      char c = text.charAt(told);
      if (c == '\n') {
        toldLine++;
        toldColumn = 1;
      } else if (!Character.isLowSurrogate(c)) {
        toldColumn++;
      }
    }
    return file + ":" + toldLine + ":" + toldColumn;
  }
}
