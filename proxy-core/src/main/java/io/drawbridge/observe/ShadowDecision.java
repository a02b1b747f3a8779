// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.observe;

import java.util.Objects;

/**
 * What a rule that is only tried out would have changed about an attempt.
 *
 * @param rule its name
 * @param grants whether it would have granted what was denied; else it would have denied what was
 *     granted
 */
public record ShadowDecision(String rule, boolean grants) {
  /** Checks that nothing is missing. */
  public ShadowDecision {
    Objects.requireNonNull(rule, "rule");
  }

  /** As the audit says it. */
  public String text() {
    return grants ? "would have granted" : "would have denied";
  }
}
