// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.common.LatestEntries;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;

/**
 * Says what an operator must hear: at once, and again every minute while it lasts, but not with
 * every poll of every job. Safe for concurrent use.
 */
final class Alarm {
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  /** Messages name jobs and projects; one that was forgotten is told once more. */
  private static final int MOST = 1_000;

  private final System.Logger logger;
  private final InstantSource clock;
  private final Map<String, Instant> last = new LatestEntries<>(MOST);

  Alarm(System.Logger logger, InstantSource clock) {
    this.logger = logger;
    this.clock = clock;
  }

  /** Logs the message, unless the same one was logged within the last minute. */
  void raise(Level level, String message) {
    Instant now = clock.instant();
    synchronized (last) {
      Instant before = last.get(message);
      if (before != null && Duration.between(before, now).abs().compareTo(INTERVAL) < 0) {
        return;
      }
      last.put(message, now);
    }
    logger.log(level, message);
  }
}
