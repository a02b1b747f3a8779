// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/**
 * A daemon platform thread that runs one turn after the other until it is closed. Whatever a turn
 * throws ends that turn alone, and the next one comes; others can see when it last turned, so that
 * a promise that hangs on it does not fail unseen. Safe for concurrent use.
 */
public final class WatchedThread implements AutoCloseable {
  /** It turns at least so often, also where there is nothing to do. */
  public static final Duration LONGEST_REST = Duration.ofSeconds(1);

  /** After a turn that failed: if the next ones fail too, they must not burn a processor. */
  static final long PAUSE_NANOS = Duration.ofMillis(50).toNanos();

  private final LongSupplier turn;
  private final Thread thread;
  private volatile boolean closed;
  private volatile long turns;
  private volatile long turnedAt = System.nanoTime();

  private WatchedThread(String name, LongSupplier turn) {
    this.turn = turn;
    this.thread = daemon(name, this::run);
  }

  /** A platform thread that holds up no exit and inherits nothing; not started. */
  public static Thread daemon(String name, Runnable work) {
    return Thread.ofPlatform()
        .daemon()
        .inheritInheritableThreadLocals(false)
        .name(name)
        .unstarted(work);
  }

  /**
   * Starts one.
   *
   * @param turn does what is due; answers for how many nanoseconds there is nothing more to do
   * @throws OutOfMemoryError if the system grants no thread
   */
  public static WatchedThread start(String name, LongSupplier turn) {
    WatchedThread watched = new WatchedThread(name, turn);
    watched.thread.start();
    return watched;
  }

  private void run() {
    while (!closed) {
      long rest = PAUSE_NANOS;
      try {
        rest = Math.min(turn.getAsLong(), LONGEST_REST.toNanos());
        turnedAt = System.nanoTime();
        turns = turns + 1;
      } catch (Throwable _) {
        // No memory, no thread, a fault of whoever is called: the turn failed, the next may not.
      }
      if (rest > 0 && !closed) {
        LockSupport.parkNanos(this, rest);
      }
      // Nobody has a reason to interrupt it, and an interrupt that stayed would end every rest.
      Thread.interrupted();
    }
  }

  /** Ends its rest: there is something to do. */
  public void wake() {
    LockSupport.unpark(thread);
  }

  /** How many turns came to their end. */
  public long turns() {
    return turns;
  }

  /** Whether it has not been closed and yet has ended. */
  public boolean isDead() {
    return !closed && !thread.isAlive();
  }

  /** What is wrong with it, for an operator: it is dead, or has completed no turn for so long. */
  public Optional<String> problem(Duration late) {
    Duration since = Duration.ofNanos(System.nanoTime() - turnedAt);
    String what = "the thread " + thread.getName();
    return isDead()
        ? Optional.of(what + " is dead; restart the gateway")
        : since.compareTo(late) > 0
            ? Optional.of(what + " has not turned for " + since.toSeconds() + " s")
            : Optional.empty();
  }

  /** Ends it after its turn; waits for that at most a second. */
  @Override
  public void close() {
    closed = true;
    wake();
    if (thread == Thread.currentThread()) {
      return;
    }
    try {
      thread.join(Duration.ofSeconds(1));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
