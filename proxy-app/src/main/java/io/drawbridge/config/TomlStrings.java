// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;

/** Reads the four kinds of TOML strings (TOML 1.0.0, "String"). An end of line becomes LF. */
record TomlStrings(TomlCursor cursor) {

  /** A string on one line or several; the cursor stands on its first quote. */
  String any() throws InvalidSettingsException {
    String quote = Character.toString(cursor.peek());
    int start = cursor.offset();
    return cursor.skip(quote.repeat(3)) ? lines(start, quote) : line();
  }

  /** A string on one line, as a key may be; the cursor stands on its quote. */
  String line() throws InvalidSettingsException {
    int start = cursor.offset();
    int quote = cursor.peek();
    cursor.advance(1);
    StringBuilder read = new StringBuilder();
    while (cursor.peek() != quote) {
      int c = cursor.peek();
      if (c == TomlCursor.END || c == '\n') {
        throw cursor.error(start, "this text has no closing quote on its line");
      }
      cursor.refuseControl("a text");
      cursor.advance(1);
      if (c == '\\' && quote == '"') {
        escape(read);
      } else {
        read.append((char) c);
      }
    }
    cursor.advance(1);
    return read.toString();
  }

  private String lines(int start, String quote) throws InvalidSettingsException {
    cursor.newline();
    StringBuilder read = new StringBuilder();
    while (!cursor.skip(quote.repeat(3))) {
      int c = cursor.peek();
      if (c == TomlCursor.END) {
        throw cursor.error(start, "this text has no closing " + quote.repeat(3));
      }
      if (cursor.newline()) {
        read.append('\n');
        continue;
      }
      cursor.refuseControl("a text");
      cursor.advance(1);
      if (c != '\\' || quote.equals("'")) {
        read.append((char) c);
      } else if (!lineEndingBackslash()) {
        escape(read);
      }
    }
    // Of up to five quotes at the end, the last three close: the ones before them are content.
    for (int i = 0; i < 2 && cursor.skip(quote); i++) {
      read.append(quote);
    }
    return read.toString();
  }

  /** Behind a backslash: if only spaces follow it on its line, skips to the next content. */
  private boolean lineEndingBackslash() {
    int ahead = 0;
    while (cursor.peek(ahead) == ' ' || cursor.peek(ahead) == '\t') {
      ahead++;
    }
    boolean ends =
        cursor.peek(ahead) == '\n'
            || (cursor.peek(ahead) == '\r' && cursor.peek(ahead + 1) == '\n');
    if (ends) {
      do {
        cursor.space();
      } while (cursor.newline());
    }
    return ends;
  }

  private void escape(StringBuilder read) throws InvalidSettingsException {
    int start = cursor.offset() - 1;
    int c = cursor.peek();
    int code =
        switch (c) {
          case 'b' -> '\b';
          case 't' -> '\t';
          case 'n' -> '\n';
          case 'f' -> '\f';
          case 'r' -> '\r';
          case '"', '\\' -> c;
          case 'u' -> scalar(start, 4);
          case 'U' -> scalar(start, 8);
          default ->
              throw cursor.error(start, "there is no escape of a backslash and " + cursor.found());
        };
    cursor.advance(1);
    read.appendCodePoint(code);
  }

  private int scalar(int start, int digits) throws InvalidSettingsException {
    long code = 0;
    for (int i = 0; i < digits; i++) {
      int c = cursor.peek(1);
      // Character.digit knows digits of other scripts too.
      int digit = c > 'f' ? -1 : Character.digit(c, 16);
      if (digit < 0) {
        throw cursor.error(start, "this escape needs " + digits + " hexadecimal digits");
      }
      code = code * 16 + digit;
      cursor.advance(1);
    }
    if (code > Character.MAX_CODE_POINT || (code >= 0xD800 && code <= 0xDFFF)) {
      throw cursor.error(start, "this escape is not a Unicode scalar value");
    }
    return (int) code;
  }
}
