// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

/**
 * Counts of nanoseconds in buckets whose width grows with the value: never wrong by more than 0.8
 * %, never allocating. Written by one thread.
 */
public final class LatencyHistogram {
  private static final int BITS = 7;
  private static final int HALF = 1 << BITS;

  private final long[] counts = new long[(Long.SIZE - BITS) * HALF];
  private long total;
  private long largest;

  /** Counts one; less than nothing counts as nothing. */
  public void record(long nanos) {
    long value = Math.max(0, nanos);
    counts[index(value)]++;
    total++;
    largest = Math.max(largest, value);
  }

  /** How many were counted. */
  public long total() {
    return total;
  }

  /**
   * The value that this share of all does not exceed; 0 if there is none. Of all it is exact.
   *
   * @param share from 0 to 1
   */
  public long at(double share) {
    long wanted = Math.max(1, (long) Math.ceil(share * total));
    long seen = 0;
    for (int i = 0; i < counts.length; i++) {
      seen += counts[i];
      if (seen >= wanted) {
        return Math.min(largest, highest(i));
      }
    }
    return largest;
  }

  private static int index(long value) {
    int shift = Math.max(0, Long.SIZE - 1 - Long.numberOfLeadingZeros(value) - BITS);
    return (shift << BITS) + (int) (value >>> shift);
  }

  private static long highest(int index) {
    if (index < 2 * HALF) {
      return index;
    }
    int shift = (index >> BITS) - 1;
    return ((long) (index & HALF - 1) + HALF + 1 << shift) - 1;
  }
}
