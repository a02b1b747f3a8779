// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;

/**
 * A host and a port, as typed.
 *
 * @param host a name or an address; an IPv6 address without its brackets
 * @param port 0 to 65535
 */
record HostPort(String host, int port) {
  /** Reads {@code HOST:PORT} or {@code [IPv6]:PORT}. */
  static HostPort parse(String text) throws CommandException {
    int colon = text.lastIndexOf(':');
    String host = colon < 0 ? "" : text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      host = "";
    }
    String port = text.substring(colon + 1);
    if (host.isEmpty() || !port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
      throw new CommandException(ExitCode.USAGE, text + " is not HOST:PORT");
    }
    return new HostPort(host, Integer.parseInt(port));
  }

  /** As it is typed. */
  @Override
  public String toString() {
    return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
