// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * Notices that the wall clock has moved against {@link System#nanoTime}, which stands still while
 * the machine sleeps (clock_gettime(2), CLOCK_MONOTONIC) and does not hear of a clock that is set.
 * What lasts until an hour of the day must be looked at then. Loop thread only, but for {@link
 * #now}.
 */
final class WallClock {
  /** How often it is looked at: as often as a loop turns that has nothing to do. */
  private static final long LOOK_NANOS = Duration.ofSeconds(1).toNanos();

  /** Less than that is a clock that is being disciplined (ntpd(8) slews 0.5 ms a second). */
  private static final Duration MOVED = Duration.ofSeconds(1);

  private final InstantSource source;
  private Instant knownAt;
  private long known = System.nanoTime();
  private long looked = known;

  WallClock(InstantSource source) {
    this.source = source;
    this.knownAt = source.instant();
  }

  /** Any thread. */
  Instant now() {
    return source.instant();
  }

  /** Whether it has moved since this last said so. */
  boolean hasMoved(long nanoTime) {
    if (nanoTime - looked < LOOK_NANOS) {
      return false;
    }
    looked = nanoTime;
    Instant now = source.instant();
    Duration apart = Duration.between(knownAt, now).minusNanos(nanoTime - known).abs();
    if (apart.compareTo(MOVED) < 0) {
      return false;
    }
    knownAt = now;
    known = nanoTime;
    return true;
  }
}
