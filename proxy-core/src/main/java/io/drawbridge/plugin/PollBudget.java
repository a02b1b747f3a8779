// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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
  /** The most one question costs; a bucket must hold as much. */
  private static final int MAX_COST = 10;

  private static final int MOST_JOBS = 10_000;

  private final TokenBucket all;
  private final TokenBucket firsts;
  private final int perMinute;
  private final Map<String, TokenBucket> shares =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, TokenBucket> eldest) {
          return size() > MOST_JOBS;
        }
      };

  PollBudget(int perMinute, long now) {
    this.perMinute = perMinute;
    all = new TokenBucket(Math.max(MAX_COST, perMinute / 6), perMinute, now);
    firsts = new TokenBucket(Math.max(MAX_COST, perMinute), perMinute / 2.0, now);
  }

  /** Whether a new session's question about these jobs may be asked now. */
  boolean first(List<String> jobs, int cost, long now) {
    for (String job : jobs) {
      TokenBucket share =
          shares.computeIfAbsent(
              job, _ -> new TokenBucket(Math.max(MAX_COST, perMinute / 4), perMinute / 8.0, now));
      if (!share.take(cost, now)) {
        return false;
      }
    }
    if (!firsts.take(cost, now)) {
      return false;
    }
    all.drain(cost, now);
    return true;
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
