// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** What came of a token. */
public sealed interface Verification {
  /**
   * Genuine, in time, and made for us.
   *
   * @param claims its payload, as the strict reader gave it
   * @param subject its {@code sub}
   * @param expiresAt its {@code exp}
   * @param reuse for how long the answer may be remembered: not past {@code exp}, not past ten
   *     minutes, and not past the time at which the keys are asked for again, so that a withdrawn
   *     key stops working
   */
  record Valid(Map<String, Object> claims, String subject, Instant expiresAt, Duration reuse)
      implements Verification {
    /** The names of the claims: their values may be personal. */
    @Override
    public String toString() {
      return "Valid[claims=" + claims.keySet() + ", expiresAt=" + expiresAt + "]";
    }
  }

  /**
   * Anything else.
   *
   * @param answer what the authenticator answers; never {@link Authentication.Verified}
   */
  record Refused(Authentication answer) implements Verification {
    /** Refuses an answer that would let a session in. */
    public Refused {
      Objects.requireNonNull(answer, "answer");
      if (answer instanceof Authentication.Verified) {
        throw new IllegalArgumentException("a refusal cannot verify");
      }
    }
  }
}
