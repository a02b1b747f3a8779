// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.Addresses;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;
import io.drawbridge.config.HostPort;
import io.drawbridge.upstream.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * A target and where it is to be found locally.
 *
 * @param target the target's name
 * @param address the local address; port 0 for a free one
 */
record Route(String target, SocketAddress address) {
  private static final String UNIX = "unix:";

  /** Reads {@code NAME} or {@code NAME=ADDRESS:PORT}. */
  static Route parse(String text, Optional<String> listen) throws CommandException {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    if (!Target.isName(name)) {
      throw new CommandException(
          ExitCode.USAGE, "a target's name is letters, digits, hyphens and dots: " + name);
    }
    if (listen.isPresent()) {
      if (equals >= 0 || !listen.get().startsWith(UNIX)) {
        throw new CommandException(
            ExitCode.USAGE, "--listen takes unix:PATH, and --target no address then");
      }
      String path = listen.get().substring(UNIX.length());
      if (path.isEmpty() || path.endsWith("/")) {
        throw new CommandException(ExitCode.USAGE, "--listen unix:PATH needs a path");
      }
      return new Route(name, UnixDomainSocketAddress.of(Path.of(path)));
    }
    if (equals < 0) {
      return new Route(name, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }
    HostPort at = hostPort(text.substring(equals + 1));
    InetAddress local =
        Addresses.loopback(at.host())
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.USAGE,
                        at.host()
                            + " is not a loopback address, such as 127.0.0.1: everybody in the"
                            + " network could use the job's tunnel"));
    return new Route(name, new InetSocketAddress(local, at.port()));
  }

  /** Reads {@code HOST:PORT} or {@code [IPv6]:PORT}. */
  static HostPort hostPort(String text) throws CommandException {
    return HostPort.parse(text)
        .orElseThrow(() -> new CommandException(ExitCode.USAGE, text + " is not HOST:PORT"));
  }

  /** The name in the form of an environment variable: {@code ORDERS_DB}. */
  String variable() {
    return target.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
