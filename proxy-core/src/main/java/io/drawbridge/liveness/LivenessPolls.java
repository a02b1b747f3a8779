// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.guard.Ticker;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * Watches the jobs behind open tunnels. However many tunnels a job has, it is asked about once per
 * interval; a job that ends is known within the interval plus one call, unless the authority's
 * budget of requests is short: then the interval stretches, which {@link #currentInterval} and a
 * line in the log tell. A question that throws, answers nothing or hangs counts as UNKNOWN and
 * holds up nobody else's. Safe for concurrent use; one thread of its own, and a few per
 * authenticator while asking.
 */
public final class LivenessPolls implements AutoCloseable {
  private static final Watch NOTHING = () -> {};

  private final Ticker ticker;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LivenessSchedule schedule;
  private boolean closed;
  private Thread thread;

  /**
   * Begins to watch.
   *
   * @param log told an authenticator's name and a line for the operator
   */
  public LivenessPolls(LivenessSettings settings, BiConsumer<String, String> log) {
    this(settings, Ticker.SYSTEM, () -> ThreadLocalRandom.current().nextDouble(), log);
    thread = Thread.ofPlatform().daemon().name("drawbridge-liveness").start(this::loop);
  }

  /** Without a thread: a test calls {@link #tick}. */
  LivenessPolls(
      LivenessSettings settings,
      Ticker ticker,
      DoubleSupplier random,
      BiConsumer<String, String> log) {
    this.ticker = ticker;
    schedule = new LivenessSchedule(settings, ticker, random, log, this::locked);
  }

  /**
   * The first answer of a session: from a question of its own, or from one asked with the same
   * credentials (that is, the same liveness object) less than an interval ago that said RUNNING, if
   * nothing else was heard of the job since.
   *
   * @param deadline the session's; the question itself has its own
   * @return UNKNOWN also if there is no answer in time, the budget of requests is spent, or nobody
   *     can be asked: callers skip {@link Liveness#UNTRACKED}
   * @throws InterruptedException if the calling thread is interrupted
   */
  public Liveness.State first(String authenticator, Liveness liveness, Deadline deadline)
      throws InterruptedException {
    if (liveness == Liveness.UNTRACKED) {
      return Liveness.State.UNKNOWN;
    }
    LivenessCheck check =
        locked(() -> closed ? null : schedule.first(authenticator, liveness, ticker.nanos()));
    return check == null ? Liveness.State.UNKNOWN : check.await(deadline.remainingNanos());
  }

  /**
   * Watches a job for one tunnel.
   *
   * @param over told once when the tunnel is to be closed, and why: {@link CloseReason#JOB_ENDED}
   *     or {@link CloseReason#AUTHORITY_LOST}; at once, on the calling thread, if the job is known
   *     to have ended. Must not block.
   * @return to be closed when the tunnel ends by itself
   */
  public Watch watch(String authenticator, Liveness liveness, Consumer<CloseReason> over) {
    if (liveness == Liveness.UNTRACKED) {
      return NOTHING;
    }
    return locked(
        () -> {
          if (closed) {
            return NOTHING;
          }
          JobPoll.Watcher watcher = new JobPoll.Watcher(liveness, over);
          JobPoll job = schedule.watch(authenticator, watcher, ticker.nanos());
          return job == null ? NOTHING : () -> leave(job, watcher);
        });
  }

  private void leave(JobPoll job, JobPoll.Watcher watcher) {
    locked(
        () -> {
          schedule.leave(job, watcher);
          return null;
        });
  }

  /**
   * The longest time now between two questions about one job: the configured interval, or more if
   * the budget of some authenticator is short.
   */
  public Duration currentInterval() {
    return locked(() -> Duration.ofNanos(schedule.currentInterval(ticker.nanos())));
  }

  /** How many jobs are watched. */
  public int watched() {
    return locked(schedule::watched);
  }

  /** How many questions are open. */
  public int open() {
    return locked(schedule::open);
  }

  /** Does what is due; answers how many nanoseconds until something is due again. */
  long tick() {
    return locked(() -> schedule.tick(ticker.nanos()));
  }

  private void loop() {
    boolean on = true;
    while (on) {
      List<Runnable> told = List.of();
      lock.lock();
      try {
        on = !closed;
        long wait = on ? schedule.tick(ticker.nanos()) : 0;
        told = schedule.takeTold();
        if (on && told.isEmpty()) {
          changed.awaitNanos(wait);
        }
      } catch (InterruptedException _) {
        // Only close() ends this thread; it is asked about above.
      } finally {
        lock.unlock();
      }
      tell(told);
    }
  }

  /** Whoever is told is told outside the lock: it may watch or leave in turn. */
  private <T> T locked(Supplier<T> work) {
    List<Runnable> told;
    T result;
    lock.lock();
    try {
      result = work.get();
      told = schedule.takeTold();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    tell(told);
    return result;
  }

  private static void tell(List<Runnable> told) {
    for (Runnable one : told) {
      try {
        one.run();
      } catch (RuntimeException _) {
        // One tunnel's fault must not keep the others open.
      }
    }
  }

  /** Stops asking and watching; nobody is told anything more. Waits at most a second. */
  @Override
  public void close() {
    locked(
        () -> {
          closed = true;
          schedule.close();
          return null;
        });
    if (thread != null && thread != Thread.currentThread()) {
      try {
        thread.join(Duration.ofSeconds(1));
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
