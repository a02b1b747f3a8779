// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.common;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Lets something be done once in a while: a line about a fault is told at once, and again while the
 * fault lasts, but not each time. Safe for concurrent use.
 */
public final class Pace {
  /** Of how many things it is known when they were done; one that was forgotten is done again. */
  private static final int MOST = 1_000;

  private final LongSupplier nanos;
  private final long every;
  private final Map<String, Long> last = new LatestEntries<>(MOST);

  /** Once in that time, by a source of nanoseconds that may overflow and be turned back. */
  public Pace(LongSupplier nanos, Duration every) {
    this.nanos = nanos;
    this.every = every.toNanos();
  }

  /** Once a minute, by a wall clock. */
  public static Pace ofMinutes(InstantSource clock) {
    return new Pace(() -> TimeUnit.MILLISECONDS.toNanos(clock.millis()), Duration.ofMinutes(1));
  }

  /** Whether it is time again; counts as done then. */
  public boolean admits() {
    return admits("");
  }

  /** The same for one of several things, each for itself. */
  public synchronized boolean admits(String what) {
    long now = nanos.getAsLong();
    Long before = last.get(what);
    boolean due = before == null || Math.abs(now - before) >= every;
    if (due) {
      last.put(what, now);
    }
    return due;
  }
}
