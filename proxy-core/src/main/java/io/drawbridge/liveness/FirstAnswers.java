// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import java.util.IdentityHashMap;
import java.util.Map;

/**
 * The sessions' own first questions, by liveness object: sessions with the same credentials have
 * the same one, and share a question for an interval. Another object with the same key does not:
 * whoever presents other credentials for the same job must hear an answer given to those. Every
 * method runs under the lock of the polls.
 */
final class FirstAnswers {
  private final Map<Liveness, LivenessCheck> byLiveness = new IdentityHashMap<>();
  private final long interval;

  FirstAnswers(long interval) {
    this.interval = interval;
  }

  /** A question that serves this session too; {@code null} if there is none. */
  LivenessCheck find(LivenessAuthority authority, Liveness liveness, long now) {
    LivenessCheck check = byLiveness.get(liveness);
    boolean serves = check != null && check.authority == authority && check.serves(now, interval);
    return serves ? check : null;
  }

  void put(LivenessCheck check) {
    byLiveness.put(check.liveness, check);
  }

  void remove(LivenessCheck check) {
    byLiveness.remove(check.liveness, check);
  }

  /** When the question was put that said RUNNING, or the default. */
  long heardRunning(Liveness liveness, long offset, long otherwise) {
    LivenessCheck check = byLiveness.get(liveness);
    return check != null && check.answer() == Liveness.State.RUNNING
        ? check.started + offset
        : otherwise;
  }

  /** What was heard of this job does not count any more for the next session. */
  void forget(JobPoll job) {
    byLiveness
        .values()
        .removeIf(
            check ->
                check.answer() != null
                    && check.authority == job.authority
                    && check.liveness.key().equals(job.key));
  }

  /** Drops those that serve nobody any more. */
  void forget(long now) {
    byLiveness.values().removeIf(check -> !check.serves(now, interval));
  }
}
