// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.time.Duration;

/**
 * When a key set is fetched again.
 *
 * @param ttl the age at which it is fetched again: a withdrawn key works no longer than this
 * @param stale the age up to which it still serves while it cannot be fetched
 */
record KeyTiming(Duration ttl, Duration stale) {
  /** Ten minutes; an hour. */
  static final KeyTiming STANDARD = new KeyTiming(Duration.ofMinutes(10), Duration.ofHours(1));

  /** The least time between two fetches for the sake of a key that the set does not have. */
  static final Duration UNKNOWN_KEY_INTERVAL = Duration.ofSeconds(30);

  KeyTiming {
    if (!ttl.isPositive() || stale.compareTo(ttl) < 0) {
      throw new IllegalArgumentException("ttl " + ttl + ", stale " + stale);
    }
  }

  /** The age from which a fetch is begun while the old set still serves. */
  Duration ahead() {
    return ttl.multipliedBy(4).dividedBy(5);
  }

  /** The least time after so many failures in a row. */
  static Duration pause(int failures) {
    return failures == 0
        ? Duration.ZERO
        : Duration.ofSeconds(Math.min(30, 1L << Math.min(failures - 1, 5)));
  }
}
