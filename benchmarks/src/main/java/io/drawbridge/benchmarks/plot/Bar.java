// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

/**
 * One measured value and the range it is known to: {@code low} and {@code high} are the ends of the
 * error bar. A value that is not a number leaves its place empty, a range that is none is not
 * drawn.
 */
public record Bar(double value, double low, double high) {
  /** A place where nothing was measured. */
  public static final Bar MISSING = new Bar(Double.NaN, Double.NaN, Double.NaN);

  /** A value without an error bar. */
  public static Bar exact(double value) {
    return new Bar(value, Double.NaN, Double.NaN);
  }

  /** Whether there is something to draw. */
  public boolean isMeasured() {
    return Double.isFinite(value);
  }

  /** Whether there is an error bar to draw. */
  public boolean hasRange() {
    return Double.isFinite(low) && Double.isFinite(high) && high > low;
  }

  /** The upper end of what is drawn. */
  double top() {
    return hasRange() ? Math.max(value, high) : value;
  }
}
