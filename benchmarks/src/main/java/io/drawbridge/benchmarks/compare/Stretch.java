// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.RunningContender;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * A stretch of time under load.
 *
 * @param nanos how long it was
 * @param cpuNanos what the proxy computed in it; less than 0 where there is no proxy
 * @param count what was done in it
 */
record Stretch(long nanos, long cpuNanos, long count) {
  private static final long SECOND = 1_000_000_000;
  private static final long PATIENCE = 20 * SECOND;
  private static final Duration POLL = Duration.ofMillis(20);

  /** Lets the load run for so long, or, on a machine that is too busy, until something is done. */
  static Stretch of(RunningContender who, Duration length, LongSupplier counter)
      throws IOException {
    long cpu = who.cpuNanos();
    long count = counter.getAsLong();
    long begin = System.nanoTime();
    pause(length);
    while (counter.getAsLong() == count && System.nanoTime() - begin < PATIENCE) {
      pause(POLL);
    }
    long done = counter.getAsLong() - count;
    if (done == 0) {
      throw new IOException("nothing was done in " + PATIENCE / SECOND + " s");
    }
    long nanos = System.nanoTime() - begin;
    return new Stretch(nanos, who.process().isPresent() ? who.cpuNanos() - cpu : -1, done);
  }

  /** Lets time pass in which nothing is to be done. */
  static Stretch idle(RunningContender who, Duration length) throws IOException {
    long begin = System.nanoTime();
    return of(who, length, () -> System.nanoTime() - begin);
  }

  /** Lets time pass. */
  static void pause(Duration length) throws IOException {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  long perSecond() {
    return Math.round((double) count * SECOND / nanos);
  }

  /** CPU time of each. */
  OptionalLong cpuNanosEach() {
    return cpuNanosPer(1);
  }

  /** CPU time of so many. */
  OptionalLong cpuNanosPer(long number) {
    return cpuNanos < 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.round((double) cpuNanos * number / count));
  }
}
