// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

/** A goal and how it came out. */
public sealed interface Judgement {
  /** Which goal. */
  Goal goal();

  /** Whether it was reached. What was not measured was not. */
  boolean met();

  /**
   * Both sides were measured.
   *
   * @param value the median, in base units
   * @param against what it is held against, as people call it; empty for a bare value
   * @param reference the median of that; for a bare value the limit
   * @param ratio of both
   */
  record Measured(
      Goal goal, double value, String against, double reference, double ratio, boolean met)
      implements Judgement {}

  /** One side was not: a contender was missing, or every run of one failed. */
  record NotMeasured(Goal goal) implements Judgement {
    @Override
    public boolean met() {
      return false;
    }
  }
}
