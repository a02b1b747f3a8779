// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;

/** A liveness whose subject can be asked about, as long as the plugins that made it are open. */
sealed interface TrackedLiveness extends Liveness permits GuardedLiveness, JoinedLiveness {
  /** One user more of the plugins' objects; false if one of them has been closed. */
  boolean acquire();

  /** One user less. */
  void release();

  /** One user more, where there is a plugin to be held. */
  static boolean hold(Liveness liveness) {
    return !(liveness instanceof TrackedLiveness tracked) || tracked.acquire();
  }

  /** One user less, where there is a plugin that was held. */
  static void letGo(Liveness liveness) {
    if (liveness instanceof TrackedLiveness tracked) {
      tracked.release();
    }
  }
}
