// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Claims;
import java.time.Duration;

/**
 * What is wrong with a token.
 *
 * @param by how far off it is, where that is a matter of time; else zero
 */
record Fault(Authentication.Reason reason, String explanation, Duration by) implements Finding {
  /** In characters: what fits into a sentence that a person reads. */
  private static final int LONGEST_QUOTE = 120;

  /** In characters: less than what is masked as a secret. */
  private static final int LONGEST_KEY_NAME = 16;

  Fault(Authentication.Reason reason, String explanation) {
    this(reason, explanation, Duration.ZERO);
  }

  Authentication with(Claims claimed) {
    return new Authentication.Rejected(reason, explanation, claimed);
  }

  /**
   * A value out of a token, for an explanation: in quotes, cut short, and without characters that
   * could break a line or deceive its reader.
   */
  static String quote(Object value) {
    return quote(value, LONGEST_QUOTE);
  }

  /**
   * The name of a key, in quotes; of a longer one its beginning. Ordinary ones are digests, which
   * whoever masks secrets in what is shown would take for one.
   */
  static String keyId(Object name) {
    return quote(name, LONGEST_KEY_NAME);
  }

  private static String quote(Object value, int longest) {
    String text = String.valueOf(value);
    StringBuilder quoted = new StringBuilder("\"");
    int shown = Math.min(text.length(), longest);
    for (int i = 0; i < shown; i++) {
      char c = text.charAt(i);
      boolean plain = c >= 0x20 && c < 0x7f && c != '"';
      quoted.append(plain || Character.isLetterOrDigit(c) ? c : '?');
    }
    return quoted.append(text.length() > shown ? "…\"" : "\"").toString();
  }
}
