// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.door.Door;
import io.drawbridge.settings.ListenerSettings;
import java.net.SocketAddress;

/**
 * A listener's settings, and what was made of them.
 *
 * @param settings as said; with an address
 * @param door the protocol by which clients ask
 * @param encryption how its legs are made
 */
public record Frontend(ListenerSettings settings, Door door, Encryption encryption) {
  /** What the listener is called. */
  public String name() {
    return settings.name();
  }

  /** Where it is bound: an internet or a Unix domain address. */
  public SocketAddress address() {
    return settings.address().orElseThrow();
  }
}
