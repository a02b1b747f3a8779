// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import java.util.List;

/**
 * One number of a benchmark with what it is known to.
 *
 * @param score the mean
 * @param low lower end of JMH's interval of 99.9 % confidence; the score itself where there is none
 * @param high its upper end
 * @param unit for example {@code us/op}
 * @param iterations the iterations' own scores; empty in a kept file
 */
record Figure(double score, double low, double high, String unit, List<Double> iterations) {
  Figure {
    iterations = List.copyOf(iterations);
  }

  /** Whether both may well be the same. */
  boolean overlaps(Figure other) {
    return low <= other.high && other.low <= high;
  }

  /** The unit as people write it. */
  String shownUnit() {
    return unit.startsWith("us/") ? "µ" + unit.substring(1) : unit;
  }

  /** Half of the interval. */
  double error() {
    return (high - low) / 2;
  }

  /**
   * The middle one of the iterations: the last iteration of a fork contains the tear-down, and an
   * average would blame the benchmark for it. The score where they are not known.
   */
  double median() {
    return Median.of(iterations).orElse(score);
  }
}
