// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.util.Objects;

/** An authorizer's answer. Only {@link Granted} lets a session go on. */
public sealed interface Decision {
  /**
   * The identity may reach the target.
   *
   * @param grant by which rule, and within which limits
   */
  record Granted(Grant grant) implements Decision {
    /** Checks that nothing is missing. */
    public Granted {
      Objects.requireNonNull(grant, "grant");
    }
  }

  /**
   * The identity may not.
   *
   * @param rule the rule that decided; empty if none matched
   * @param explanation one sentence without secrets, for the audit and {@code explain}. The caller
   *     does not hear it: it hears the same words whether or not the target exists.
   */
  record Denied(String rule, String explanation) implements Decision {
    /** Checks that nothing is missing. */
    public Denied {
      Objects.requireNonNull(rule, "rule");
      Objects.requireNonNull(explanation, "explanation");
    }
  }

  /**
   * Cannot be decided now; the session is refused (503).
   *
   * @param explanation one sentence without secrets
   */
  record Unavailable(String explanation) implements Decision {
    /** Checks that nothing is missing. */
    public Unavailable {
      Objects.requireNonNull(explanation, "explanation");
    }
  }
}
