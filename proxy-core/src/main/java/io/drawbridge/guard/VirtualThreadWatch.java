// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.time.Duration;
import java.util.Optional;

/**
 * Sees to it that virtual threads run. Their scheduler asks for a carrier only when the queue it
 * puts a task into was empty: after a few seconds in which none could be started, every queue holds
 * one, so nobody asks again, and no virtual thread ever runs, however many threads there are.
 *
 * <p>So a tiny one is run every half second, by which a carrier always stays: an idle one would end
 * after 30 s. Where it does not run, a new thread starts others: one finds an empty queue, or they
 * fill one up, at which the scheduler asks, too. Safe for concurrent use.
 */
public final class VirtualThreadWatch implements AutoCloseable {
  private static final Duration PACE = Duration.ofMillis(500);

  private static final Duration LATE = Duration.ofSeconds(2);

  /** The capacity that a queue of the scheduler begins with (JDK 25). */
  private static final int QUEUE = 512;

  /** Twice as often as there are such queues; then it is something else that keeps them. */
  private static final int MOST_TRIES = 32;

  private final WatchedThread thread;
  private volatile long ranAt = System.nanoTime();
  private volatile int tries;

  /**
   * Watches from now on.
   *
   * @throws Error if the system grants no thread. Refused at their very first use, virtual threads
   *     are lost to the process for good: so that is here, where the start fails by it
   */
  public VirtualThreadWatch() {
    run();
    this.thread = WatchedThread.start("drawbridge-virtual-threads", this::turn);
  }

  private long turn() {
    if (isLate()) {
      unlessRefused(() -> Thread.ofPlatform().daemon().start(() -> unlessRefused(this::revive)));
    } else {
      tries = 0;
      unlessRefused(this::run);
    }
    return PACE.toNanos();
  }

  private static void unlessRefused(Runnable work) {
    try {
      work.run();
    } catch (OutOfMemoryError _) {
      // The system grants no thread: the next turn tries again, and no sooner.
      return;
    }
  }

  private void revive() {
    // A carrier will need a thread, too: where none is granted all that follows would only pile up.
    Thread.ofPlatform().daemon().start(() -> {});
    tries = tries + 1;
    int most = tries > MOST_TRIES ? 1 : QUEUE;
    for (int i = 0; i < most && isLate(); i++) {
      run();
    }
  }

  private void run() {
    Thread.ofVirtual().start(() -> ranAt = System.nanoTime());
  }

  private boolean isLate() {
    return since().compareTo(LATE) > 0;
  }

  /** For how long no virtual thread has run; half a second while all is well. */
  public Duration since() {
    return Duration.ofNanos(System.nanoTime() - ranAt);
  }

  /** What is wrong, for an operator: virtual threads do not run. */
  public Optional<String> problem() {
    return isLate()
        ? Optional.of(
            "virtual threads have not run for "
                + since().toSeconds()
                + " s, so nobody is let in; see whether this machine refuses new threads")
        : thread.problem(LATE);
  }

  /** Ends the watch. */
  @Override
  public void close() {
    thread.close();
  }
}
