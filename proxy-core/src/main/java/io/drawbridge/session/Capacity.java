// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

/**
 * How many connections and tunnels there may be.
 *
 * @param strangers connections that have not yet proved who they are
 * @param strangersPerSource of these, from one address (one /64 in IPv6)
 * @param tunnels open tunnels in all
 * @param tunnelsPerJob open tunnels of one job, unless a rule says less
 * @param tunnelsPerPrincipal open tunnels of one principal, unless a rule says less
 */
public record Capacity(
    int strangers,
    int strangersPerSource,
    int tunnels,
    int tunnelsPerJob,
    int tunnelsPerPrincipal) {
  /** 1,024 strangers, 256 of them from one source; 8,000 tunnels; 100 a job, 1,000 a principal. */
  public static final Capacity STANDARD = new Capacity(1_024, 256, 8_000, 100, 1_000);

  /** Checks that every number is positive. */
  public Capacity {
    if (strangers < 1
        || strangersPerSource < 1
        || tunnels < 1
        || tunnelsPerJob < 1
        || tunnelsPerPrincipal < 1) {
      throw new IllegalArgumentException("a limit must be positive");
    }
  }
}
