// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.guard.WatchedThread;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends the waits of grants for a writer that hangs. A timer for each wait would cost a virtual
 * thread's scheduler two switches of threads: here one thread looks at all of them while there are
 * any, no more than sessions wait, which admission bounds. Any thread.
 */
final class GrantTimeouts implements AutoCloseable {
  /** How much longer than it should a grant may wait: nobody notices it behind a wait of 2 s. */
  private static final Duration LOOK = Duration.ofMillis(100);

  /** Fifty looks, or five rests. */
  private static final Duration LATE = Duration.ofSeconds(5);

  private final Set<Entry> waiting = ConcurrentHashMap.newKeySet();
  private final WatchedThread thread;
  private volatile boolean resting; // until somebody waits, who wakes it
  private volatile boolean closed;

  GrantTimeouts() {
    thread = WatchedThread.start("drawbridge-audit-timeouts", this::look);
  }

  Optional<String> problem() {
    return thread.problem(LATE);
  }

  boolean resting() {
    return resting;
  }

  /** Waits until the entry is settled; whether it was written in time. An interrupt is kept. */
  boolean await(Entry entry) {
    waiting.add(entry);
    try {
      // Looked at after the entry is there: either this or the thread's last look finds the other.
      if (closed) {
        entry.giveUp();
      } else if (resting) {
        thread.wake();
      }
      return entry.await();
    } catch (InterruptedException _) {
      entry.giveUp();
      Thread.currentThread().interrupt();
      return false;
    } finally {
      waiting.remove(entry);
    }
  }

  private long look() {
    resting = false;
    waiting.forEach(Entry::giveUpIfLate);
    resting = waiting.isEmpty();
    return resting && waiting.isEmpty() ? WatchedThread.LONGEST_REST.toNanos() : LOOK.toNanos();
  }

  /** Ends the thread; whoever still waits is given up, and nobody waits any more. */
  @Override
  public void close() {
    closed = true;
    thread.close();
    waiting.forEach(Entry::giveUp);
  }
}
