// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.LatestEntries;
import io.drawbridge.guard.TokenBucket;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The requests one authority is asked to bear. Questions for new sessions are asked at once or not
 * at all, out of at most half of it (saved up for a minute, since pipelines start in crowds); the
 * polls of open tunnels get the rest and wait for their turn. So neither can starve the other: a
 * crowd of new sessions does not leave tunnels unwatched, and many tunnels do not shut out new
 * sessions. One job has a quarter of what is for new sessions: its credentials can be varied, each
 * time with a question of its own, and that must not shut out the others. Not safe for concurrent
 * use.
 */
final class PollBudget {
  /** What keeps a new session's question from being asked. */
  enum Bound {
    /** One of its jobs had its quarter. */
    JOB(", of a job that has used up its quarter of what new sessions have"),
    /** All of them together had their half. */
    SESSIONS(", since they have used up their half of the budget");

    private final String told;

    Bound(String told) {
      this.told = told;
    }

    /** How a line for the operator goes on that says that new sessions are refused. */
    String told() {
      return told;
    }
  }

  private static final int MOST_JOBS = 10_000;

  private final TokenBucket all;
  private final TokenBucket firsts;
  private final int perMinute;

  /** What new sessions may save up: at least what one question costs. */
  private final int saved;

  private final Map<String, TokenBucket> shares = new LatestEntries<>(MOST_JOBS);

  PollBudget(int perMinute, long now) {
    this.perMinute = perMinute;
    saved = Math.max(GuardedLiveness.MAX_COST, perMinute);
    all = new TokenBucket(Math.max(GuardedLiveness.MAX_COST, perMinute / 6), perMinute, now);
    firsts = new TokenBucket(saved, perMinute / 2.0, now);
  }

  /**
   * Takes what a new session's question about these jobs costs, so that it may be asked now.
   *
   * @return the bound that keeps it from being asked, and then nothing is taken; empty if none does
   */
  Optional<Bound> first(List<String> jobs, int cost, long now) {
    Set<String> each = new LinkedHashSet<>(jobs);
    if (!each.stream().allMatch(job -> share(job, now).has(cost, now))) {
      return Optional.of(Bound.JOB);
    }
    if (!firsts.take(cost, now)) {
      return Optional.of(Bound.SESSIONS);
    }
    each.forEach(job -> share(job, now).take(cost, now));
    all.drain(cost, now);
    return Optional.empty();
  }

  private TokenBucket share(String job, long now) {
    return shares.computeIfAbsent(job, _ -> new TokenBucket(saved / 4, perMinute / 8.0, now));
  }

  /** Whether a poll may be made now. */
  boolean poll(int cost, long now) {
    return all.take(cost, now);
  }

  /** How long a poll has to wait, in nanoseconds. */
  long delay(int cost, long now) {
    return all.nanosUntil(cost, now);
  }
}
