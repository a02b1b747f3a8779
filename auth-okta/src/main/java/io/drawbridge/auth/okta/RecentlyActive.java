// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.common.LatestEntries;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * The tokens that Okta called active within the interval, the latest ten thousand: the gateway asks
 * about every tunnel more often than Okta should be asked about every token. Safe for concurrent
 * use.
 */
final class RecentlyActive {
  /** As many as the gateway remembers verified credentials; one too many is asked about again. */
  private static final int MOST = 10_000;

  private final Duration interval;
  private final InstantSource clock;
  private final Map<String, Instant> asked = new LatestEntries<>(MOST);

  RecentlyActive(Duration interval, InstantSource clock) {
    this.interval = interval;
    this.clock = clock;
  }

  synchronized void add(String id) {
    asked.put(id, clock.instant());
  }

  synchronized void remove(String id) {
    asked.remove(id);
  }

  /** A clock that was turned back ends it too. */
  synchronized boolean has(String id) {
    Instant at = asked.get(id);
    if (at == null) {
      return false;
    }
    Duration age = Duration.between(at, clock.instant());
    return !age.isNegative() && age.compareTo(interval) < 0;
  }
}
