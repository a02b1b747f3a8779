// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.ProcessTree;
import io.drawbridge.benchmarks.compare.contender.ProxyProcess;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * An interval under load.
 *
 * @param nanos how long it was
 * @param cpuNanos what the proxy computed in it; less than 0 where there is no proxy
 * @param count what was done in it
 */
record Interval(long nanos, long cpuNanos, long count) {
  private static final long SECOND = 1_000_000_000;
  private static final long PATIENCE = 20 * SECOND;
  private static final Duration POLL = Duration.ofMillis(20);

  @FunctionalInterface
  interface Counter {
    /** How much since whenever; throws if the load is not what it should be. */
    long read() throws IOException;
  }

  /** Lets the load run for so long, or, on a machine that is too busy, until something is done. */
  static Interval of(RunningContender who, Duration length, Counter counter) throws IOException {
    // Once: to look for children takes longer than to read a clock.
    Optional<ProcessTree> tree = who.process().map(ProxyProcess::tree);
    // The same order at both ends, so that what reading takes is in all three or in none.
    long cpu = cpuNanos(tree);
    long count = counter.read();
    long begin = System.nanoTime();
    pause(length);
    while (counter.read() == count && System.nanoTime() - begin < PATIENCE) {
      pause(POLL);
    }
    long used = cpuNanos(tree) - cpu;
    long done = counter.read() - count;
    long nanos = System.nanoTime() - begin;
    if (done == 0) {
      throw new IOException("nothing was done in " + PATIENCE / SECOND + " s");
    }
    return new Interval(nanos, tree.isPresent() ? used : -1, done);
  }

  /** Lets time pass in which nothing is to be done. */
  static Interval idle(RunningContender who, Duration length) throws IOException {
    long begin = System.nanoTime();
    return of(who, length, () -> System.nanoTime() - begin);
  }

  private static long cpuNanos(Optional<ProcessTree> tree) throws IOException {
    return tree.isPresent() ? tree.get().cpuNanos() : 0;
  }

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

  OptionalLong cpuNanosPer(long number) {
    return cpuNanos < 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.round((double) cpuNanos * number / count));
  }

  OptionalLong cpuNanosPerSecond() {
    return cpuNanos < 0
        ? OptionalLong.empty()
        : OptionalLong.of(Math.round((double) cpuNanos * SECOND / nanos));
  }
}
