// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.common.LatestEntries;
import io.drawbridge.guard.TokenBucket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The requests one authority is asked to bear. Questions for new sessions are asked at once or not
 * at all, out of at most half of it (saved up for a minute, since pipelines start in crowds); the
 * polls of open tunnels have the other half and what is left of the first, and wait for their turn:
 * neither can starve the other. One job has a quarter of what is for new sessions, and one
 * principal three quarters: credentials can be varied, each time with a question of their own, and
 * that must not shut out the others. Not safe for concurrent use.
 */
final class PollBudget {
  static final String JOB = "of a job that has used up its quarter of what new sessions have";
  static final String PRINCIPAL =
      "of a principal that has used up its three quarters of what new sessions have";
  static final String SESSIONS = "since they have used up their half of the budget";

  private static final int MOST_SHARES = 10_000;

  private final TokenBucket all;

  /** The half that is for polls whatever new sessions take. */
  private final TokenBucket polls;

  private final TokenBucket firsts;
  private final int perMinute;
  private final Shares ofJobs;
  private final Shares ofPrincipals;

  /** The part that each has of what is for new sessions; whoever came least recently goes first. */
  private record Shares(Map<String, TokenBucket> buckets, int saved, double perMinute) {
    Shares(int saved, double perMinute) {
      this(new LatestEntries<>(MOST_SHARES), saved, perMinute);
    }

    TokenBucket of(String name, long now) {
      return buckets.computeIfAbsent(name, _ -> new TokenBucket(saved, perMinute, now));
    }
  }

  PollBudget(int perMinute, long now) {
    this.perMinute = perMinute;
    // What new sessions may save up: at least what one question costs.
    int saved = Math.max(TrackedLiveness.MAX_COST, perMinute);
    all = new TokenBucket(Math.max(TrackedLiveness.MAX_COST, perMinute / 6), perMinute, now);
    polls =
        new TokenBucket(Math.max(TrackedLiveness.MAX_COST, perMinute / 12), perMinute / 2.0, now);
    firsts = new TokenBucket(saved, perMinute / 2.0, now);
    ofJobs = new Shares(saved / 4, perMinute / 8.0);
    ofPrincipals = new Shares(saved * 3 / 4, perMinute * 3 / 8.0);
  }

  /**
   * Takes what a new session's question about these jobs costs, so that it may be asked now; else
   * takes nothing and says which new sessions are refused.
   */
  Optional<String> first(List<String> jobs, String principal, int cost, long now) {
    Set<String> each = new LinkedHashSet<>(jobs);
    if (!each.stream().allMatch(job -> ofJobs.of(job, now).has(cost, now))) {
      return Optional.of(JOB);
    }
    if (!ofPrincipals.of(principal, now).has(cost, now)) {
      return Optional.of(PRINCIPAL);
    }
    if (!firsts.take(cost, now)) {
      return Optional.of(SESSIONS);
    }
    each.forEach(job -> ofJobs.of(job, now).take(cost, now));
    ofPrincipals.of(principal, now).take(cost, now);
    all.drain(cost, now);
    return Optional.empty();
  }

  /** Takes what a poll costs, if it may be made now. */
  boolean poll(int cost, long now) {
    if (polls.take(cost, now)) {
      all.drain(cost, now);
      return true;
    }
    return all.take(cost, now);
  }

  /** How long a poll has to wait, in nanoseconds. */
  long delay(int cost, long now) {
    return Math.min(polls.nanosUntil(cost, now), all.nanosUntil(cost, now));
  }

  /** How long polls of that cost take, in nanoseconds, while new sessions take nothing. */
  long round(long cost) {
    return (long) (cost * 60e9 / perMinute);
  }

  /** How long they take at the most, whatever new sessions take. */
  long longestRound(long cost) {
    return 2 * round(cost);
  }
}
