// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.nio.charset.StandardCharsets;

/**
 * The beginning of a record, read without parsing the rest: recovery passes over a whole run.
 *
 * @param sequence its number
 * @param event what it records
 * @param session the session it is about; empty if none
 */
record Head(long sequence, String event, String session) {
  private static final int LONGEST = 1024;
  private static final String SEQ = "{\"seq\":";
  private static final String EVENT = ",\"event\":\"";
  private static final String SESSION = "\",\"session\":\"";

  /** Of a line; null if it does not begin as a record does. */
  static Head of(byte[] line) {
    String text = new String(line, 0, Math.min(line.length, LONGEST), StandardCharsets.ISO_8859_1);
    if (!text.startsWith(SEQ)) {
      return null;
    }
    int digits = SEQ.length();
    while (digits < text.length() && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    int from = digits + EVENT.length();
    int to = text.indexOf('"', from);
    int count = digits - SEQ.length();
    if (count < 1 || count > 18 || !text.startsWith(EVENT, digits) || to < 0) {
      return null;
    }
    String session = "";
    if (text.startsWith(SESSION, to)) {
      int first = to + SESSION.length();
      int last = text.indexOf('"', first);
      session = last < 0 ? "" : text.substring(first, last);
    }
    return new Head(
        Long.parseLong(text, SEQ.length(), digits, 10), text.substring(from, to), session);
  }

  /** Whether such a record begins a run, or a file that says again what is open. */
  boolean begins() {
    return event.equals("boot") || event.equals("segment");
  }
}
