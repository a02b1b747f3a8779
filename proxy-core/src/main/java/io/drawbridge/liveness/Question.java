// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.guard.BoundedCall;
import io.drawbridge.guard.Bulkhead;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One question whether a job runs, and its answer. From {@link #put} until the plugin's code has
 * come back, or can never begin any more, it holds the plugin. Put, settled and given up under the
 * lock of its {@link JobQuestions}; everything else on any thread.
 */
final class Question {
  private final Liveness liveness;
  private final Bulkhead pool;
  private final long asked;
  private final long deadline;
  private final BoundedCall<State> call;
  private final CountDownLatch settled = new CountDownLatch(1);
  private volatile State answer;

  /**
   * A question that has not been put, for a principal or, as a poll, for nobody ({@code null}).
   * {@code returned} is told on a pool thread when the plugin's code has come back, however late.
   */
  Question(
      Liveness liveness,
      Bulkhead pool,
      String principal,
      long asked,
      Duration limit,
      Consumer<Question> returned) {
    this.liveness = liveness;
    this.pool = pool;
    this.asked = asked;
    this.deadline = asked + limit.toNanos();
    this.call = new BoundedCall<>(principal, liveness::check, _ -> cameBack(returned));
  }

  private void cameBack(Consumer<Question> returned) {
    try {
      returned.accept(this);
    } finally {
      TrackedLiveness.letGo(liveness);
    }
  }

  /** Puts it; false if there is nobody to ask or no place, and then it is never answered. */
  boolean put() {
    if (!TrackedLiveness.hold(liveness)) {
      return false;
    }
    boolean put = false;
    try {
      put = pool.offer(call);
    } finally {
      if (!put) {
        TrackedLiveness.letGo(liveness);
      }
    }
    return put;
  }

  /** Nobody waits for the plugin's code any more. Does nothing the second time. */
  void giveUp() {
    if (!call.isAbandoned() && !pool.giveUp(call)) {
      TrackedLiveness.letGo(liveness);
    }
  }

  void settle(State state) {
    answer = state;
    settled.countDown();
  }

  boolean isSettled() {
    return answer != null;
  }

  /** Whether nothing more can be heard: it came back, was displaced, or its time has passed. */
  boolean isOver(long now) {
    return nanosLeft(now) <= 0
        || switch (call.state()) {
          case RETURNED, DISPLACED -> true;
          case WAITING, RUNNING -> false;
        };
  }

  long nanosLeft(long now) {
    return deadline - now;
  }

  /** Whether the plugin's code has not come back, though nobody waits for it any more. */
  boolean hangs() {
    return isSettled() && call.state() == BoundedCall.State.RUNNING;
  }

  /** Whether another session with the same credentials may take this answer for its own. */
  boolean serves(long now, long interval) {
    return answer == null || answer == State.RUNNING && now - asked < interval;
  }

  /** What the plugin's code said; UNKNOWN if nothing usable, or nothing yet. */
  State heard() {
    State value = call.value();
    return value == null ? State.UNKNOWN : value;
  }

  /** How the plugin's code failed; {@code null} if it did not. */
  String fault() {
    return call.fault();
  }

  /** The answer, or UNKNOWN if there is none in time; any thread. */
  State await(long nanos) throws InterruptedException {
    return settled.await(nanos, TimeUnit.NANOSECONDS) ? answer : State.UNKNOWN;
  }

  Liveness liveness() {
    return liveness;
  }

  /** When it was put: what it says was true no earlier. */
  long asked() {
    return asked;
  }
}
