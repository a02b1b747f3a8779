// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.guard.PluginCall;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** One question whether a job runs, and its answer. Changed under the lock of the polls only. */
final class LivenessCheck {
  final LivenessAuthority authority;
  final Liveness liveness;

  /** What it is a poll for; {@code null} for a session's own first question. */
  final JobPoll job;

  final long started;
  final long deadline;
  private final CountDownLatch settled = new CountDownLatch(1);
  private volatile Liveness.State answer;
  private PluginCall<Liveness.State> call;

  LivenessCheck(
      LivenessAuthority authority, Liveness liveness, JobPoll job, long started, long deadline) {
    this.authority = authority;
    this.liveness = liveness;
    this.job = job;
    this.started = started;
    this.deadline = deadline;
  }

  void run(PluginCall<Liveness.State> made) {
    call = made;
  }

  PluginCall<Liveness.State> call() {
    return call;
  }

  /** The answer; {@code null} while there is none. */
  Liveness.State answer() {
    return answer;
  }

  void settle(Liveness.State state) {
    answer = state;
    settled.countDown();
  }

  /** How it failed, for the operator; {@code null} if it did not, or nothing is known of it. */
  String fault() {
    return call == null ? null : call.fault();
  }

  /** Whether another session with the same credentials may take this answer for its own. */
  boolean serves(long now, long interval) {
    return answer == null || answer == Liveness.State.RUNNING && now - started < interval;
  }

  /** The answer, or that there is none in time. */
  Liveness.State await(long nanos) throws InterruptedException {
    return settled.await(nanos, TimeUnit.NANOSECONDS) ? answer : Liveness.State.UNKNOWN;
  }

  /** One user less of the plugin's object. */
  void release() {
    if (liveness instanceof LentLiveness lent) {
      lent.release();
    }
  }
}
