// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;

/**
 * Runs what does not belong to the loop and lets nothing it throws get further. Loop thread only.
 */
final class FaultBarrier {
  /** How often a fault is told: one that comes with every read would fill a disk with its stack. */
  private static final long TELL_EVERY = Duration.ofSeconds(10).toNanos();

  /** So many in a minute are no accident any more. */
  private static final int MANY = 5;

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  private final Consumer<Throwable> onFault;
  private final AtomicLong faults = new AtomicLong();
  private final AtomicLongArray latest = new AtomicLongArray(MANY); // when they came
  private long toldAt = System.nanoTime() - TELL_EVERY;

  FaultBarrier(Consumer<Throwable> onFault) {
    this.onFault = onFault;
    // The first use links it, which takes memory that there may not be at the first fault.
    latest.set(0, toldAt);
  }

  /** Any thread. */
  long faults() {
    return faults.get();
  }

  /** Whether five came within the last minute; any thread. */
  boolean goOn() {
    long count = faults.get();
    // The place that the next one will take holds the oldest.
    return count >= MANY && System.nanoTime() - latest.get((int) (count % MANY)) < MINUTE;
  }

  void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable cause) {
      report(cause);
    }
  }

  /** The key is asked in here: a channel closed by another thread has taken it back. */
  void ready(LoopHandler handler, SelectionKey key) {
    try {
      handler.ready(key.readyOps());
    } catch (Throwable cause) {
      report(cause);
      fail(handler, cause);
    }
  }

  void fail(LoopHandler handler, Throwable cause) {
    try {
      handler.failed(cause);
    } catch (Throwable worse) {
      report(worse);
    }
  }

  void clockMoved(LoopHandler handler) {
    try {
      handler.clockMoved();
    } catch (Throwable cause) {
      report(cause);
      fail(handler, cause);
    }
  }

  /**
   * Counts it and tells of it; throws nothing, not even where there is no memory for that. Whoever
   * is told of faults must not end the loop with one of its own.
   */
  void report(Throwable cause) {
    try {
      long now = System.nanoTime();
      latest.set((int) (faults.getAndIncrement() % MANY), now);
      if (now - toldAt >= TELL_EVERY) {
        toldAt = now;
        onFault.accept(cause);
      }
    } catch (Throwable _) {
      // Nothing here: the least step could fail again, and it is counted already.
      return;
    }
  }
}
