// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * A token that is genuine, in time, and made for us.
 *
 * @param claims its payload, as the strict reader gave it
 * @param subject its {@code sub}
 * @param expiresAt its {@code exp}
 * @param reuse for how long the answer may be remembered: not past {@code exp}, not past ten
 *     minutes, and not past the time at which the keys are asked for again, so that a withdrawn key
 *     stops working
 */
public record Verification(
    Map<String, Object> claims, String subject, Instant expiresAt, Duration reuse) {
  /** The names of the claims: their values may be personal. */
  @Override
  public String toString() {
    return "Verification[claims=" + claims.keySet() + ", expiresAt=" + expiresAt + "]";
  }
}
