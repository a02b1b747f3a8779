// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.time.Duration;

/**
 * What bounds the calls into a plugin object.
 *
 * @param threads how many calls run at once
 * @param queue how many more may wait
 * @param call how long one call may take
 * @param quarantineAfter after how many faults in a row it is not asked any more
 * @param probeEvery how often it is asked again in quarantine
 */
public record PluginLimits(
    int threads, int queue, Duration call, int quarantineAfter, Duration probeEvery) {
  /** 32 threads, 256 waiting, quarantine after 5 faults, a probe every 30 s. */
  public static PluginLimits of(Duration call) {
    return new PluginLimits(32, 256, call, 5, Duration.ofSeconds(30));
  }
}
