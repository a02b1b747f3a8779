// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * When the loop's iteration began, and how long iterations take: a handler that blocks and a loop
 * that is dead show here and nowhere else. Written by the loop's thread, readable by any.
 */
final class LoopClock {
  /** Ten times what anybody would notice, and far from what a garbage collection takes. */
  private static final long STALL_NANOS = Duration.ofMillis(200).toNanos();

  private final AtomicLong stalls = new AtomicLong();
  private boolean busy; // between two selects
  private volatile long now = System.nanoTime();

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

  /** How long ago the last iteration began. */
  Duration sinceIteration() {
    return Duration.ofNanos(System.nanoTime() - now);
  }
}
