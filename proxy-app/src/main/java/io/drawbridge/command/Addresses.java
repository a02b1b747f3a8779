// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;

/** Socket addresses as people write them. */
public final class Addresses {
  private Addresses() {}

  /** {@code 127.0.0.1:8443}, {@code [::1]:8443}, or a Unix domain path. */
  public static String text(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet)) {
      return "unix:" + address;
    }
    String host =
        internet.getAddress() == null
            ? internet.getHostString()
            : internet.getAddress().getHostAddress();
    boolean six = internet.getAddress() instanceof Inet6Address;
    return (six ? "[" + host + "]" : host) + ":" + internet.getPort();
  }

  /** The loopback address that a text names; empty for every other text. No name is looked up. */
  public static Optional<InetAddress> loopback(String host) {
    if (host.equalsIgnoreCase("localhost")) {
      return Optional.of(InetAddress.getLoopbackAddress());
    }
    try {
      return Optional.of(InetAddress.ofLiteral(host)).filter(InetAddress::isLoopbackAddress);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
