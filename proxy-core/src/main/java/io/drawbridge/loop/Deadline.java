// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.time.Duration;

/**
 * A moment after which nobody waits any more. Compared by subtraction: {@link System#nanoTime} may
 * overflow.
 *
 * @param nanos the moment in terms of {@link System#nanoTime}
 */
public record Deadline(long nanos) {
  /** That long from now. */
  public static Deadline after(Duration duration) {
    return new Deadline(System.nanoTime() + duration.toNanos());
  }

  /** The earlier one of this and that long from now: a step's share of the whole deadline. */
  public Deadline within(Duration duration) {
    Deadline other = after(duration);
    return nanos - other.nanos <= 0 ? this : other;
  }

  /** What is left, in nanoseconds; zero when it has passed. */
  public long remainingNanos() {
    return Math.max(0, nanos - System.nanoTime());
  }

  /**
   * What is left, in milliseconds rounded up, for waits that take 0 to mean for ever; at least 1.
   */
  public int remainingMillis() {
    return Math.clamp((remainingNanos() + 999_999) / 1_000_000, 1, Integer.MAX_VALUE);
  }

  /** Whether it has passed. */
  public boolean passed() {
    return nanos - System.nanoTime() <= 0;
  }
}
