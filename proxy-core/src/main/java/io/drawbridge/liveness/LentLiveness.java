// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;

/** A liveness that plugins made: asked only while their objects are held open. */
sealed interface LentLiveness extends Liveness permits GuardedLiveness, JoinedLiveness {
  /** The context class loader for {@link #check}. */
  ClassLoader loader();

  /** One user more of the plugins' objects; false if one of them has been closed. */
  boolean acquire();

  /** One user less. */
  void release();
}
