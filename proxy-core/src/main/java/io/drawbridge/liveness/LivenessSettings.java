// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import java.time.Duration;

/**
 * How jobs are watched.
 *
 * @param interval the longest time between two questions about one job, unless the budget is short
 * @param unknownGrace how long tunnels are kept while nobody can tell whether their job runs
 * @param cancelingGrace how long tunnels are kept while their job is being ended; zero for none
 * @param requestsPerMinute how many requests one authenticator's authority is asked to bear
 * @param callDeadline how long one question may take; it counts as unanswered then
 */
public record LivenessSettings(
    Duration interval,
    Duration unknownGrace,
    Duration cancelingGrace,
    int requestsPerMinute,
    Duration callDeadline) {
  /** 10 s, 120 s, no grace for an ending job, 600 requests a minute, 5 s. */
  public static final LivenessSettings STANDARD =
      new LivenessSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(120),
          Duration.ZERO,
          600,
          Duration.ofSeconds(5));

  /** Checks that everything but the graces is positive. */
  public LivenessSettings {
    if (!interval.isPositive()
        || !callDeadline.isPositive()
        || unknownGrace.isNegative()
        || cancelingGrace.isNegative()
        || requestsPerMinute < 1) {
      throw new IllegalArgumentException("a liveness setting is not positive");
    }
  }
}
