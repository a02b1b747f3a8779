// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.util.Objects;

/**
 * One thing that an authenticator looks at, and what it saw. For people; nothing is decided by it.
 *
 * @param name what is looked at, in a word or two, for example {@code audience}
 * @param outcome how it went
 * @param detail one line that shows what was expected and what was found, without secrets
 */
public record Check(String name, Outcome outcome, String detail) {
  /** How a check went. */
  public enum Outcome {
    /** It is as it must be. */
    PASSED,
    /** It is not; the credentials are not verified. */
    FAILED,
    /** It could not be looked at, for the reason that the detail gives. */
    NOT_REACHED,
    /** Nothing that must be so or so: something that helps to read the others. */
    NOTED
  }

  /** Checks that nothing is missing. */
  public Check {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(outcome, "outcome");
    Objects.requireNonNull(detail, "detail");
  }
}
