// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When the loop's iteration began, and how long iterations take: a handler that blocks and a loop
 * that is dead show here and nowhere else. Written by the loop's thread, readable by any.
 *
 * <p>It also notices that the wall clock has moved against {@link System#nanoTime}, which stands
 * still while the machine sleeps (clock_gettime(2), CLOCK_MONOTONIC) and does not hear of a clock
 * that is set: what lasts until an hour of the day must be looked at then.
 */
final class LoopClock {
  /** Ten times what anybody would notice, and far from what a garbage collection takes. */
  private static final long STALL_NANOS = Duration.ofMillis(200).toNanos();

  /** How often the wall is looked at: as often as a loop turns that has nothing to do. */
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  /** Less than that is a clock that is being disciplined (ntpd(8) slews 0.5 ms a second). */
  private static final Duration MOVED = Duration.ofSeconds(1);

  private final AtomicLong stalls = new AtomicLong();
  private boolean busy; // between two selects
  private volatile long now = System.nanoTime();

  private final InstantSource wall;
  private Instant knownAt;
  private long known = now;
  private long looked = now;

  LoopClock(InstantSource wall) {
    this.wall = wall;
    this.knownAt = wall.instant();
  }

  /** The first event after a sleep; later calls change nothing until {@link #iterated}. */
  void awake() {
    if (!busy) {
      now = System.nanoTime();
      busy = true;
    }
  }

  void iterated() {
    long took = System.nanoTime() - now;
    busy = false;
    if (took > STALL_NANOS) {
      stalls.incrementAndGet();
    }
  }

  long now() {
    return now;
  }

  long stalls() {
    return stalls.get();
  }

  Duration sinceIteration() {
    return Duration.ofNanos(System.nanoTime() - now);
  }

  Instant wallTime() {
    return wall.instant();
  }

  /** Whether the wall clock has moved since this last said so. */
  boolean wallHasMoved() {
    if (now - looked < LOOK_NANOS) {
      return false;
    }
    looked = now;
    Instant at = wall.instant();
    Duration apart = Duration.between(knownAt, at).minusNanos(now - known).abs();
    if (apart.compareTo(MOVED) < 0) {
      return false;
    }
    knownAt = at;
    known = now;
    return true;
  }
}
