// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.util.List;
import java.util.Objects;

/**
 * An authenticator's answer and how it came to it, for {@code drawbridge explain}.
 *
 * @param answer what {@link Authenticator#authenticate} would answer
 * @param checks all that is looked at, in that order, also what comes after the first failure where
 *     that still tells something; if there are any, one has failed exactly if the answer is not
 *     {@link Authentication.Verified}
 * @param next what to do about it, a sentence each in the words of whoever issued the credentials,
 *     the first thing first; without secrets, and empty where nothing is known
 */
public record Examination(Authentication answer, List<Check> checks, List<String> next) {
  /** Copies the lists. */
  public Examination {
    Objects.requireNonNull(answer, "answer");
    checks = List.copyOf(checks);
    next = List.copyOf(next);
  }

  /** The answer alone. */
  public static Examination of(Authentication answer) {
    return new Examination(answer, List.of(), List.of());
  }
}
