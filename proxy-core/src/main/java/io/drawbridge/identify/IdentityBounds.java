// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import java.util.Map;

/**
 * What an identity may hold. An identity goes to rules, logs, the audit and the tables of limits;
 * one without bounds would let a plugin, or the issuer behind it, fill all of them.
 */
final class IdentityBounds {
  /**
   * In characters. An ARN of AWS has up to 2,048 (IAM quotas); a subject of GitLab's up to 533 as
   * configured at first (a path of 255, a ref of 244), and twice as many with all its components.
   */
  private static final int MAX_NAME = 2_048;

  /** The plugins here name a job in fewer than ten; a companion's join them. */
  private static final int MAX_LABELS = 20;

  /** In characters: as long as GitLab's longest path and ref together, which labels show. */
  private static final int MAX_LABEL = 512;

  /** GitLab's ID token has some forty (its documentation); a companion's join them. */
  private static final int MAX_CLAIMS = 200;

  /** In characters: as long as the largest head that a listener can be given. */
  private static final int MAX_CLAIM_TEXT = 64 * 1024;

  private IdentityBounds() {}

  /**
   * Throws an IllegalArgumentException if the identity may not be used. It needs no copy: the
   * record and its claims are the gateway's own classes, immutable since the plugin made them.
   */
  static void check(Identity identity) {
    name("issuer", identity.issuer());
    name("subject", identity.subject());
    if (identity.labels().size() > MAX_LABELS) {
      throw new IllegalArgumentException("more than " + MAX_LABELS + " labels");
    }
    for (Map.Entry<String, String> label : identity.labels().entrySet()) {
      if (label.getKey() == null
          || label.getValue() == null
          || label.getKey().length() > MAX_LABEL
          || label.getValue().length() > MAX_LABEL) {
        throw new IllegalArgumentException("a label is missing or too long");
      }
    }
    if (!fits(identity.claims())) {
      throw new IllegalArgumentException("too many or too long claims");
    }
  }

  /** What a rejection may carry on: the claims if they are in bounds, else none. */
  static Claims claimed(Authentication.Rejected rejected) {
    return fits(rejected.claimed()) ? rejected.claimed() : Claims.NONE;
  }

  private static void name(String what, String name) {
    if (name.isBlank() || name.length() > MAX_NAME) {
      throw new IllegalArgumentException("the " + what + " is empty or too long");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the " + what + " holds control characters");
    }
  }

  private static boolean fits(Claims claims) {
    if (claims.names().size() > MAX_CLAIMS) {
      return false;
    }
    long length = 0;
    for (String name : claims.names()) {
      length += name.length();
      length +=
          switch (claims.get(name)) {
            case Claims.Value.Scalar(String text) -> text.length();
            case Claims.Value.Many many -> many.texts().stream().mapToLong(String::length).sum();
            case Claims.Value.Absent _, Claims.Value.Null _, Claims.Value.Nested _ -> 0;
          };
    }
    return length <= MAX_CLAIM_TEXT;
  }
}
