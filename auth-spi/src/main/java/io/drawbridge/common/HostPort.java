// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.common;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host and a port as people write them: {@code orders-db.internal:5432}, {@code 127.0.0.1:8443},
 * {@code [::1]:8443}. No name is looked up here. Immutable.
 *
 * @param host a name or an address, an IPv6 address without its brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
  private static final Pattern PORT = Pattern.compile("[0-9]{1,5}");
  private static final int LAST = 65_535;

  /**
   * Reads what is dialled: a name or an address, and a port from 1 on.
   *
   * @throws IllegalArgumentException if the text is something else; the message says what is wrong
   *     and what to write
   */
  public static HostPort toDial(String text) {
    HostPort read = parse(text, "orders-db.internal:5432");
    if (read.port() == 0) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has port 0, where nobody listens; write one from 1 to " + LAST);
    }
    return read;
  }

  /**
   * Reads what is listened on: an address or {@code localhost}, and a port, 0 for a free one.
   *
   * @throws IllegalArgumentException if the text is something else; the message says what is wrong
   *     and what to write
   */
  public static InetSocketAddress toListen(String text) {
    HostPort read = parse(text, "127.0.0.1:8443");
    return new InetSocketAddress(
        read.address()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "\""
                            + read.host()
                            + "\" is a name; what is listened on is an address of this machine,"
                            + " like 0.0.0.0:8443 or [::1]:8443")),
        read.port());
  }

  private static HostPort parse(String text, String example) {
    int colon = text.lastIndexOf(':');
    String host = text.substring(0, Math.max(0, colon));
    String port = text.substring(colon + 1);
    if (colon < 0 || text.endsWith("]")) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has no port; write a host and a port like " + example);
    }
    boolean brackets = host.startsWith("[") && host.endsWith("]");
    if (host.indexOf(':') >= 0 && !brackets) {
      throw new IllegalArgumentException(
          "\"" + text + "\" has several colons; an IPv6 address stands in brackets: [::1]:8443");
    }
    if (!PORT.matcher(port).matches() || Integer.parseInt(port) > LAST) {
      throw new IllegalArgumentException(
          "\"" + port + "\" is no port; write a number from 0 to " + LAST);
    }
    String bare = brackets ? host.substring(1, host.length() - 1) : host;
    if (!isHost(bare) || brackets && bare.indexOf(':') < 0) {
      throw new IllegalArgumentException(
          "\"" + host + "\" is neither a host name nor an address; write one like " + example);
    }
    return new HostPort(bare, Integer.parseInt(port));
  }

  /** Whether the text is an address or can be a host's name; one that only looks so is neither. */
  public static boolean isHost(String text) {
    return AddressLiteral.parse(text).isPresent() || AddressLiteral.isHostName(text);
  }

  /** Its address, if the host is one and not a name; {@code localhost} counts as one. */
  public Optional<InetAddress> address() {
    return host.equalsIgnoreCase("localhost")
        ? Optional.of(InetAddress.getLoopbackAddress())
        : AddressLiteral.parse(host);
  }

  /** Whether the host is surely a loopback address. */
  public boolean isLoopback() {
    return address().filter(InetAddress::isLoopbackAddress).isPresent();
  }

  /** A socket address in the form that is read here; {@code unix:PATH} for a Unix domain one. */
  public static String text(SocketAddress address) {
    if (!(address instanceof InetSocketAddress internet)) {
      return "unix:" + address;
    }
    InetAddress at = internet.getAddress();
    String host = at == null ? internet.getHostString() : at.getHostAddress();
    return (at instanceof Inet6Address ? "[" + host + "]" : host) + ":" + internet.getPort();
  }

  /** As it is written. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
