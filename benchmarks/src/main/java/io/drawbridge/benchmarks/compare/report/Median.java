// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import java.util.Collection;
import java.util.Optional;

/** The middle of some numbers. */
public final class Median {
  private Median() {}

  /** The middle one; of an even number the mean of the two in the middle; nothing of none. */
  public static Optional<Double> of(Collection<? extends Number> numbers) {
    double[] sorted = numbers.stream().mapToDouble(Number::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    if (sorted.length == 0) {
      return Optional.empty();
    }
    return Optional.of(
        sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2);
  }
}
