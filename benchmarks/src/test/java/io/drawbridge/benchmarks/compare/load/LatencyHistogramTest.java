// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Percentiles are those of the sorted values, to a hundredth. */
class LatencyHistogramTest {
  @Test
  void percentilesAreThoseOfTheSortedValues() {
    Random random = new Random(4217);
    long[] values = new long[100_000];
    LatencyHistogram histogram = new LatencyHistogram();
    for (int i = 0; i < values.length; i++) {
      values[i] = (long) Math.exp(random.nextDouble() * 40);
      histogram.record(values[i]);
    }
    Arrays.sort(values);
    assertEquals(values.length, histogram.total());
    assertEquals(values[values.length - 1], histogram.at(1));
    for (double share : new double[] {0, 0.001, 0.5, 0.9, 0.99, 0.999, 0.9999}) {
      long exact = values[Math.max(0, (int) Math.ceil(share * values.length) - 1)];
      long told = histogram.at(share);
      assertTrue(told >= exact && told - exact <= exact / 100, share + ": " + exact + ", " + told);
    }
    assertEquals(histogram.at(1), histogram.at(1));
  }

  @Test
  void theSmallestAndTheLargestNumbersHaveAPlace() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(-5);
    histogram.record(0);
    histogram.record(Long.MAX_VALUE);
    assertEquals(0, histogram.at(0.5));
    assertEquals(Long.MAX_VALUE, histogram.at(1));
  }

  @Test
  void nothingRecordedIsNothing() {
    assertEquals(0, new LatencyHistogram().at(0.99));
  }
}
