// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import java.util.Optional;

/**
 * A goal and how it came out. What was not measured was not reached.
 *
 * @param goal which
 * @param value the median, in base units; nothing if every run failed
 * @param against what it is held against, as people call it; empty for a bare value
 * @param reference the median of that; for a bare value the limit
 */
public record Judgement(
    Goal goal, Optional<Double> value, String against, Optional<Double> reference) {
  /** Whether both sides were measured. */
  boolean measured() {
    return value.isPresent() && reference.isPresent();
  }

  /** Of both; not a number if one side was not measured. */
  double ratio() {
    return value.orElse(Double.NaN) / reference.orElse(Double.NaN);
  }

  /** Whether it was reached. */
  public boolean met() {
    double limit = goal.others().isEmpty() ? 1 : goal.limit();
    return goal.metric().moreIsBetter() ? ratio() >= limit : ratio() <= limit;
  }
}
