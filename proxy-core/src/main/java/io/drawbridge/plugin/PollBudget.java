// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

/**
 * The requests one authority is asked to bear. Questions for new sessions are asked at once or not
 * at all, out of at most half of it (saved up for a minute, since pipelines start in crowds); the
 * polls of open tunnels get the rest and wait for their turn. So neither can starve the other: a
 * crowd of new sessions does not leave tunnels unwatched, and many tunnels do not shut out new
 * sessions. Not safe for concurrent use.
 */
final class PollBudget {
  /** The most one question costs; a bucket must hold as much. */
  private static final int MAX_COST = 10;

  private final TokenBucket all;
  private final TokenBucket firsts;

  PollBudget(int perMinute, long now) {
    all = new TokenBucket(Math.max(MAX_COST, perMinute / 6), perMinute, now);
    firsts = new TokenBucket(Math.max(MAX_COST, perMinute), perMinute / 2.0, now);
  }

  /** Whether a new session's question may be asked now. */
  boolean first(int cost, long now) {
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
