// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.net.InetAddress;
import java.util.Objects;

/**
 * Where a connection comes from.
 *
 * @param address the client's address as the gateway sees it
 * @param port the client's port
 * @param listener the name of the listener it came in by
 * @param encrypted whether the client's leg is TLS
 */
public record Peer(InetAddress address, int port, String listener, boolean encrypted) {
  /** Checks that nothing is missing. */
  public Peer {
    Objects.requireNonNull(address, "address");
    Objects.requireNonNull(listener, "listener");
  }
}
