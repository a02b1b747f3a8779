// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

import java.util.ArrayList;
import java.util.List;

/** The values along an upright axis: from zero and even, or by powers of ten. */
record Scale(double low, double high, boolean logarithmic) {
  /** Past this ratio of the largest to the smallest value the small ones could not be read. */
  private static final double WIDE = 40;

  private static final double[] STEPS = {1, 2, 5};
  private static final int TICKS = 6;

  /** An axis on which all these values are seen. */
  static Scale covering(Iterable<Double> values) {
    double smallest = Double.POSITIVE_INFINITY;
    double largest = 0;
    for (double value : values) {
      if (value > 0 && Double.isFinite(value)) {
        smallest = Math.min(smallest, value);
        largest = Math.max(largest, value);
      }
    }
    if (largest == 0) {
      return new Scale(0, 1, false);
    }
    if (largest / smallest > WIDE) {
      return new Scale(stepBelow(smallest * 0.8), stepAbove(largest * 1.05), true);
    }
    double step = stepAbove(largest / TICKS);
    return new Scale(0, Math.ceil(largest * 1.05 / step) * step, false);
  }

  /** Where the value is: 0 at the foot of the axis, 1 at its head; beyond them, at the end. */
  double share(double value) {
    double share =
        logarithmic
            ? Math.log(Math.max(value, low) / low) / Math.log(high / low)
            : (value - low) / (high - low);
    return Math.clamp(share, 0, 1);
  }

  /** The values that get a line and a number. */
  List<Double> ticks() {
    List<Double> ticks = new ArrayList<>();
    if (logarithmic) {
      double[] steps = high / low > 3e3 ? new double[] {1} : STEPS;
      for (int power = power(low); power <= power(high); power++) {
        for (double step : steps) {
          double tick = step * Math.pow(10, power);
          if (tick >= low * 0.999 && tick <= high * 1.001) {
            ticks.add(tick);
          }
        }
      }
      return ticks;
    }
    double step = stepAbove(high / TICKS * 0.999);
    for (int i = 0; i * step <= high * 1.001; i++) {
      ticks.add(i * step);
    }
    return ticks;
  }

  private static int power(double value) {
    return (int) Math.floor(Math.log10(value) + 1e-9);
  }

  private static double stepAbove(double value) {
    double unit = Math.pow(10, power(value));
    for (double step : STEPS) {
      if (step * unit >= value * 0.9999) {
        return step * unit;
      }
    }
    return 10 * unit;
  }

  private static double stepBelow(double value) {
    double unit = Math.pow(10, power(value));
    double below = unit;
    for (double step : STEPS) {
      if (step * unit <= value) {
        below = step * unit;
      }
    }
    return below;
  }
}
