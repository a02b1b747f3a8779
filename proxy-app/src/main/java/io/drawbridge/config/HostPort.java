// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port as a configuration or a command line writes them: {@code
 * orders-db.internal:5432}, {@code 127.0.0.1:8443}, {@code [::1]:8443}.
 *
 * @param host a name or an address without brackets
 * @param port 0 to 65535
 */
public record HostPort(String host, int port) {
  private static final Pattern TEXT =
      Pattern.compile(
          "(?:\\[([0-9A-Fa-f]*:[0-9A-Fa-f:.]{1,40})]|([A-Za-z0-9._-]{1,253})):(\\d{1,5})");
  private static final Pattern FOUR =
      Pattern.compile("(?:(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)(?:\\.(?!$)|$)){4}");
  private static final Pattern NUMERIC = Pattern.compile("[0-9.]+|0[xX].*");

  /** Reads one; empty if the text is none. */
  public static Optional<HostPort> parse(String text) {
    Matcher parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String host = parts.group(1) != null ? parts.group(1) : parts.group(2);
    int port = Integer.parseInt(parts.group(3));
    HostPort read = new HostPort(host, port);
    // 127.1 and 0x7f000001 are addresses to some readers and names to others.
    boolean unclear =
        parts.group(1) != null
            ? read.address().isEmpty()
            : NUMERIC.matcher(host).matches() && !FOUR.matcher(host).matches();
    return port > 65_535 || unclear ? Optional.empty() : Optional.of(read);
  }

  /** Its address, if the host is one and not a name; {@code localhost} counts as one. */
  Optional<InetAddress> address() {
    if (host.equalsIgnoreCase("localhost")) {
      return Optional.of(InetAddress.getLoopbackAddress());
    }
    if (!FOUR.matcher(host).matches() && host.indexOf(':') < 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(InetAddress.ofLiteral(host));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Its socket address, if the host is an address. */
  Optional<InetSocketAddress> socketAddress() {
    return address().map(address -> new InetSocketAddress(address, port));
  }

  /** As it is written. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }

  /** Whether the host is surely a loopback address. */
  boolean isLoopback() {
    return address().filter(InetAddress::isLoopbackAddress).isPresent();
  }
}
