// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import java.util.OptionalInt;

/**
 * How many connections and tunnels there may be, in the table {@code limits}.
 *
 * @param strangers connections that have not yet proved who they are; never more than an eighth of
 *     the descriptors that the process may open
 * @param strangersPerSource of these, from one address (one /64 in IPv6)
 * @param tunnels open tunnels in all; unless set what the descriptors of the process allow, at most
 *     8,000. A number that they do not allow is refused at the start
 * @param tunnelsPerJob open tunnels of one job, unless a rule says less
 * @param tunnelsPerPrincipal open tunnels of one principal, unless a rule says less
 */
public record AdmissionSettings(
    int strangers,
    int strangersPerSource,
    OptionalInt tunnels,
    int tunnelsPerJob,
    int tunnelsPerPrincipal) {
  /** 1,024 strangers, 256 of them from one source; 100 tunnels a job, 1,000 a principal. */
  public static final AdmissionSettings STANDARD =
      new AdmissionSettings(1_024, 256, OptionalInt.empty(), 100, 1_000);

  /** Refuses what is out of range: each number is 1 to 1,000,000. */
  public AdmissionSettings {
    Bounds limits = new Bounds("limits");
    limits.check("strangers", strangers, 1, Bounds.MANY);
    limits.check("strangers_per_source", strangersPerSource, 1, Bounds.MANY);
    tunnels.ifPresent(most -> limits.check("tunnels", most, 1, Bounds.MANY));
    limits.check("tunnels_per_job", tunnelsPerJob, 1, Bounds.MANY);
    limits.check("tunnels_per_principal", tunnelsPerPrincipal, 1, Bounds.MANY);
    limits.require(
        strangersPerSource <= strangers,
        "strangers_per_source",
        "it is more than strangers in all, " + strangers);
  }

  /** With these connections that have not yet proved who they are, in all and from one source. */
  public AdmissionSettings strangers(int inAll, int perSource) {
    return new AdmissionSettings(inAll, perSource, tunnels, tunnelsPerJob, tunnelsPerPrincipal);
  }

  /** With that many in all; the share of one source shrinks with them where it must. */
  public AdmissionSettings strangers(int inAll) {
    return strangers(inAll, Math.min(strangersPerSource, inAll));
  }

  /** With that many open tunnels in all. */
  public AdmissionSettings tunnels(int most) {
    return new AdmissionSettings(
        strangers, strangersPerSource, OptionalInt.of(most), tunnelsPerJob, tunnelsPerPrincipal);
  }

  /** With that many open tunnels of one job. */
  public AdmissionSettings tunnelsPerJob(int most) {
    return new AdmissionSettings(strangers, strangersPerSource, tunnels, most, tunnelsPerPrincipal);
  }

  /** With that many open tunnels of one principal. */
  public AdmissionSettings tunnelsPerPrincipal(int most) {
    return new AdmissionSettings(strangers, strangersPerSource, tunnels, tunnelsPerJob, most);
  }
}
