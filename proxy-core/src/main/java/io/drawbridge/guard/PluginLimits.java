// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import io.drawbridge.settings.TimeoutSettings;
import java.time.Duration;

/**
 * What bounds the calls into each plugin object.
 *
 * @param threads how many calls run at once
 * @param queue how many more may wait
 * @param authentication how long one authenticator has
 * @param policy how long one authorizer has
 * @param quarantineAfter after how many faults in a row a plugin is not asked any more
 * @param probeEvery how often a plugin in quarantine is asked again
 */
public record PluginLimits(
    int threads,
    int queue,
    Duration authentication,
    Duration policy,
    int quarantineAfter,
    Duration probeEvery) {
  /**
   * 32 threads, 256 waiting, quarantine after 5 faults, a probe every 30 s; and the times that are
   * set for an authenticator and an authorizer.
   */
  public static PluginLimits of(TimeoutSettings timeouts) {
    return new PluginLimits(
        32, 256, timeouts.authentication(), timeouts.policy(), 5, Duration.ofSeconds(30));
  }

  /** Checks that every bound is positive. */
  public PluginLimits {
    if (threads < 1
        || queue < 1
        || quarantineAfter < 1
        || !authentication.isPositive()
        || !policy.isPositive()
        || !probeEvery.isPositive()) {
      throw new IllegalArgumentException("every plugin limit must be positive");
    }
  }
}
