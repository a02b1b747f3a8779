// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.dial.AddressLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port as a configuration writes them: {@code orders-db.internal:5432}, {@code
 * 127.0.0.1:8443}, {@code [::1]:8443}.
 *
 * @param host a name or an address without brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:\\[([0-9A-Fa-f]*:[0-9A-Fa-f:.]{1,40})]|([A-Za-z0-9._-]{1,253})):(\\d{1,5})");

  /** Reads one; empty if the text is none. */
  static Optional<HostPort> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String host = parts.group(1) != null ? parts.group(1) : parts.group(2);
    int port = Integer.parseInt(parts.group(3));
    HostPort read = new HostPort(host, port);
    // What a dialer takes for one, so that nothing is read here that could never be dialled.
    boolean known = read.address().isPresent() || AddressLiteral.isHostName(host);
    return known && port <= 65_535 ? Optional.of(read) : Optional.empty();
  }

  /** Its address, if the host is one and not a name; {@code localhost} counts as one. */
  Optional<InetAddress> address() {
    if (host.equalsIgnoreCase("localhost")) {
      return Optional.of(InetAddress.getLoopbackAddress());
    }
    return AddressLiteral.parse(host);
  }

  /** Its socket address, if the host is an address. */
  Optional<InetSocketAddress> socketAddress() {
    return address().map(address -> new InetSocketAddress(address, port));
  }

  /** Whether the host is surely a loopback address. */
  boolean isLoopback() {
    return address().filter(InetAddress::isLoopbackAddress).isPresent();
  }
}
