// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.util.Objects;

/**
 * Leave to reach a target.
 *
 * @param rule the name of the rule that gives it
 * @param limits what bounds it
 */
public record Grant(String rule, Limits limits) {
  /** Checks that nothing is missing. */
  public Grant {
    Objects.requireNonNull(rule, "rule");
    Objects.requireNonNull(limits, "limits");
  }
}
