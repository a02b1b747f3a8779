// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.leg.Leg;
import java.io.IOException;

/** One of the two legs failed: which one decides who is said to have reset the tunnel. */
final class LegFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Leg leg;

  LegFailure(Leg leg, IOException cause) {
    // Caught a few frames further up and never shown: a stack trace would only cost.
    super(null, cause, false, false);
    this.leg = leg;
  }

  Leg leg() {
    return leg;
  }
}
