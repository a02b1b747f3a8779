// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import java.time.Duration;

/**
 * How jobs are watched while they hold tunnels, in the table {@code liveness}.
 *
 * @param interval the longest time between two questions about one job, unless the budget is short
 * @param unknownGrace how long tunnels are kept while nobody can tell whether their job runs
 * @param cancelingGrace how long tunnels are kept while their job is being ended; zero for none
 * @param call how long one question may take; it counts as unanswered then
 * @param requestsPerMinute how many requests one authenticator's authority is asked to bear
 */
public record LivenessSettings(
    Duration interval,
    Duration unknownGrace,
    Duration cancelingGrace,
    Duration call,
    int requestsPerMinute) {
  private static final Duration DAY = Duration.ofDays(1);

  /** 10 s, 120 s, no grace for an ending job, 5 s a question, 600 requests a minute. */
  public static final LivenessSettings STANDARD =
      new LivenessSettings(
          Duration.ofSeconds(10),
          Duration.ofSeconds(120),
          Duration.ZERO,
          Duration.ofSeconds(5),
          600);

  /**
   * Refuses what is out of range: the interval from 200 ms to 10 min, a question from 200 ms to 60
   * s, the graces up to a day, 1 to 100,000 requests a minute.
   */
  public LivenessSettings {
    Bounds liveness = new Bounds("liveness");
    liveness.check("interval", interval, Bounds.SHORTEST, Duration.ofMinutes(10));
    liveness.check("unknown_grace", unknownGrace, Duration.ZERO, DAY);
    liveness.check("canceling_grace", cancelingGrace, Duration.ZERO, DAY);
    liveness.check("call", call, Bounds.SHORTEST, Duration.ofSeconds(60));
    liveness.check("requests_per_minute", requestsPerMinute, 1, 100_000);
  }

  /** With that time between two questions about a job. */
  public LivenessSettings interval(Duration d) {
    return new LivenessSettings(d, unknownGrace, cancelingGrace, call, requestsPerMinute);
  }

  /** With that patience while nobody can tell. */
  public LivenessSettings unknownGrace(Duration d) {
    return new LivenessSettings(interval, d, cancelingGrace, call, requestsPerMinute);
  }

  /** With that time for the tunnels of a job that is being cancelled. */
  public LivenessSettings cancelingGrace(Duration d) {
    return new LivenessSettings(interval, unknownGrace, d, call, requestsPerMinute);
  }

  /** With that time for one question. */
  public LivenessSettings call(Duration d) {
    return new LivenessSettings(interval, unknownGrace, cancelingGrace, d, requestsPerMinute);
  }

  /** With that many requests a minute to one authority. */
  public LivenessSettings requestsPerMinute(int most) {
    return new LivenessSettings(interval, unknownGrace, cancelingGrace, call, most);
  }
}
