// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

/**
 * One point of a percentile curve.
 *
 * @param percentile in percent, 0 to 100; 100 is the largest value seen
 * @param value what this share of all measurements did not exceed
 */
public record Point(double percentile, double value) {
  /** Refuses what is not a percentile. */
  public Point {
    if (!(percentile >= 0 && percentile <= 100)) {
      throw new IllegalArgumentException("not a percentile: " + percentile);
    }
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("not a value: " + value);
    }
  }
}
