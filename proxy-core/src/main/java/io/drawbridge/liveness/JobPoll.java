// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.observe.CloseReason;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** One job that is watched for all its tunnels. Changed under the lock of the polls only. */
final class JobPoll {
  final LivenessAuthority authority;
  final String key;
  final JobFate fate;
  final List<Watcher> watchers = new ArrayList<>();

  /** When it is to be asked about next. */
  long due;

  /** When the question was put whose answer counts now. */
  long toldAt;

  long endedAt;

  /** The question whose answer is waited for, if any. */
  LivenessCheck asking;

  /** The question that has not come back from the plugin; outlives {@link #asking} if it hangs. */
  LivenessCheck running;

  /**
   * A tunnel that wants to be told.
   *
   * @param liveness what it may be asked with
   * @param over told the reason, once
   */
  record Watcher(Liveness liveness, Consumer<CloseReason> over) {
    /** One user less of the plugin's object. */
    void release() {
      if (liveness instanceof LentLiveness lent) {
        lent.release();
      }
    }
  }

  JobPoll(LivenessAuthority authority, String key, LivenessSettings settings) {
    this.authority = authority;
    this.key = key;
    this.fate = new JobFate(settings);
  }

  /** What to ask with: the newest tunnel's, whose credentials will last the longest. */
  Liveness liveness() {
    return watchers.getLast().liveness();
  }

  /** Whether nobody needs it any more. */
  boolean idle() {
    return watchers.isEmpty() && asking == null && running == null && !fate.isEnded();
  }
}
