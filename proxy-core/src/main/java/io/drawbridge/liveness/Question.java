// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.guard.BoundedCall;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One question whether a job runs, and its answer. Its authority alone changes it. */
final class Question {
  final Liveness liveness;

  /** What it is a poll for; {@code null} for a session's own first question. */
  final WatchedJob job;

  final long started;
  final long deadline;
  BoundedCall<Liveness.State> call;
  private final CountDownLatch settled = new CountDownLatch(1);
  private volatile Liveness.State answer;

  Question(Liveness liveness, WatchedJob job, long started, long deadline) {
    this.liveness = liveness;
    this.job = job;
    this.started = started;
    this.deadline = deadline;
  }

  void settle(Liveness.State state) {
    answer = state;
    settled.countDown();
  }

  /** Whether it is answered, or given up. */
  boolean isSettled() {
    return answer != null;
  }

  /** Whether the plugin's code has not come back, though nobody waits for it any more. */
  boolean hangs() {
    return isSettled() && call != null && call.isRunning();
  }

  /** Whether another session with the same credentials may take this answer for its own. */
  boolean serves(long now, long interval) {
    return answer == null || answer == Liveness.State.RUNNING && now - started < interval;
  }

  boolean saidRunning() {
    return answer == Liveness.State.RUNNING;
  }

  /** The answer, or that there is none in time; any thread. */
  Liveness.State await(long nanos) throws InterruptedException {
    return settled.await(nanos, TimeUnit.NANOSECONDS) ? answer : Liveness.State.UNKNOWN;
  }
}
