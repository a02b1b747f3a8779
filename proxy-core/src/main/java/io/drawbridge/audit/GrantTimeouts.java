// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/**
 * Ends the waits of grants for a writer that hangs. The writer answers every other one, so that a
 * timer for each would be set and cancelled again, which costs a virtual thread's scheduler two
 * switches of threads: here one thread looks at all of them while there are any. Any thread.
 */
final class GrantTimeouts implements AutoCloseable {
  /** How much longer than it should a grant may wait. */
  static final Duration LOOK = Duration.ofMillis(100);

  private static final Duration END = Duration.ofSeconds(1);

  /** After so many looks at nothing it sleeps until somebody waits. */
  private static final int LOOKS = 10;

  private final Set<Entry> waiting = ConcurrentHashMap.newKeySet();
  private final Thread thread;
  private volatile boolean asleep;
  private volatile boolean closed;

  private GrantTimeouts() {
    thread = Thread.ofPlatform().name("drawbridge-audit-timeouts").daemon().unstarted(this::run);
  }

  /** Starts the thread; an error if there can be none. */
  static GrantTimeouts start() {
    GrantTimeouts timeouts = new GrantTimeouts();
    timeouts.thread.start();
    return timeouts;
  }

  /** Whether waits end in time. */
  boolean alive() {
    return thread.isAlive();
  }

  /** Waits until the entry is settled; whether it was written in time. */
  boolean await(Entry entry) throws InterruptedException {
    waiting.add(entry);
    try {
      // Looked at after the entry is there: either this or the thread's last look finds the other.
      if (asleep) {
        LockSupport.unpark(thread);
      }
      return entry.await();
    } finally {
      waiting.remove(entry);
    }
  }

  private void run() {
    int empty = 0;
    while (!closed || !waiting.isEmpty()) {
      lookAtAll();
      empty = waiting.isEmpty() ? empty + 1 : 0;
      if (empty < LOOKS) {
        LockSupport.parkNanos(this, LOOK.toNanos());
      } else {
        asleep = true;
        if (waiting.isEmpty() && !closed) {
          LockSupport.park(this);
        }
        asleep = false;
        empty = 0;
      }
    }
  }

  private void lookAtAll() {
    try {
      long now = System.nanoTime();
      waiting.forEach(entry -> entry.look(now));
    } catch (RuntimeException | Error _) {
      // Without memory, say. Looked at again soon: without this thread a grant could wait for ever.
    }
  }

  /** Ends the thread, once nobody waits; waits for that a short time. */
  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join(END);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
