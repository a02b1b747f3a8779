// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.liveness.JoinedLiveness;
import java.util.List;

/**
 * Who a session acts for.
 *
 * @param authenticator the name of the authenticator that verified it; empty on a local listener
 * @param identity the verified identity
 * @param liveness whether its job still runs
 */
public record Admitted(String authenticator, Identity identity, Liveness liveness) {
  /** Whether somebody can be asked about its job. */
  public boolean tracked() {
    return liveness != Liveness.UNTRACKED;
  }

  /** The jobs it is counted by, each of those behind several credentials; empty if it has none. */
  public List<String> jobKeys() {
    return JoinedLiveness.jobs(liveness).stream().map(key -> authenticator + "|" + key).toList();
  }

  /** Whether its tunnels count for its principal: everybody on a local listener is the same one. */
  public boolean counted() {
    return !authenticator.isEmpty();
  }
}
