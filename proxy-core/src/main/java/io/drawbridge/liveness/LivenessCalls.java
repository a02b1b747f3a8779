// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.guard.Bulkhead;
import io.drawbridge.guard.Ticker;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;

/** The questions that are under way. Every method runs under the lock of the polls. */
final class LivenessCalls {
  private final long deadlineNanos;
  private final Ticker ticker;
  private final LivenessSchedule.Locked locked;
  private final Settled settled;

  /** In the order in which they were put, which is the order of their deadlines. */
  private final Set<LivenessCheck> open = new LinkedHashSet<>();

  /** Told the answer of each question exactly once. */
  interface Settled {
    /** The answer, under the lock. */
    void settled(LivenessCheck check, Liveness.State state, long now);
  }

  LivenessCalls(
      long deadlineNanos, Ticker ticker, LivenessSchedule.Locked locked, Settled settled) {
    this.deadlineNanos = deadlineNanos;
    this.ticker = ticker;
    this.locked = locked;
    this.settled = settled;
  }

  /** How many there are. */
  int open() {
    return open.size();
  }

  long deadlineNanos() {
    return deadlineNanos;
  }

  /** Puts the question; its answer may be there on return if it could not be put. */
  void start(LivenessCheck check) {
    ClassLoader context = null;
    if (check.liveness instanceof LentLiveness lent) {
      if (!lent.acquire()) {
        notPut(check);
        return;
      }
      context = lent.loader();
    }
    Bulkhead pool = check.authority.pool(check);
    check.run(pool.call(check.liveness::check, context, () -> returned(check)));
    open.add(check);
    if (!pool.offer(check.call())) {
      check.release();
      notPut(check);
    }
  }

  private void notPut(LivenessCheck check) {
    back(check);
    settle(check, Liveness.State.UNKNOWN);
  }

  /** On the pool thread, however late. */
  private void returned(LivenessCheck check) {
    locked.run(
        () -> {
          check.release();
          back(check);
          Liveness.State state = check.call().value();
          settle(check, state == null ? Liveness.State.UNKNOWN : state);
          return null;
        });
  }

  /** The plugin's code has come back, or never ran. */
  private static void back(LivenessCheck check) {
    if (check.job != null && check.job.running == check) {
      check.job.running = null;
      if (check.job.idle()) {
        check.authority.jobs.remove(check.job.key, check.job);
      }
    }
  }

  private void settle(LivenessCheck check, Liveness.State state) {
    if (check.answer() == null) {
      open.remove(check);
      check.settle(state);
      settled.settled(check, state, ticker.nanos());
    }
  }

  /** Gives up those whose time has passed. */
  void expire(long now) {
    Iterator<LivenessCheck> all = open.iterator();
    while (all.hasNext()) {
      LivenessCheck check = all.next();
      if (check.deadline - now > 0) {
        return;
      }
      all.remove();
      giveUp(check);
    }
  }

  private void giveUp(LivenessCheck check) {
    if (!check.authority.pool(check).giveUp(check.call())) {
      check.release();
      back(check);
    }
    settle(check, Liveness.State.UNKNOWN);
  }

  /** How long until the next deadline. */
  long nanosToNext(long now) {
    Iterator<LivenessCheck> all = open.iterator();
    return all.hasNext() ? all.next().deadline - now : Long.MAX_VALUE;
  }

  /** Gives all of them up; whoever waits is told UNKNOWN. */
  void close() {
    for (LivenessCheck check : new ArrayList<>(open)) {
      open.remove(check);
      giveUp(check);
    }
  }
}
