// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.Arguments;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;
import io.drawbridge.common.HostPort;
import io.drawbridge.settings.TargetSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A target and where it is to be found locally; port 0 is a free one. */
record Route(String target, SocketAddress address) {
  private static final String UNIX = "unix:";

  /** Reads {@code NAME} or {@code NAME=ADDRESS:PORT}. */
  static Route parse(String text, Optional<String> listen) throws CommandException {
    int equals = text.indexOf('=');
    String name = equals < 0 ? text : text.substring(0, equals);
    if (!TargetSettings.isName(name)) {
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
    InetSocketAddress local =
        Arguments.read("--target", text.substring(equals + 1), HostPort::toListen);
    if (!local.getAddress().isLoopbackAddress()) {
      throw new CommandException(
          ExitCode.USAGE,
          local.getAddress().getHostAddress()
              + " is not a loopback address, such as 127.0.0.1: everybody in the network could use"
              + " the job's tunnel");
    }
    return new Route(name, local);
  }

  /** The name in the form of an environment variable: {@code ORDERS_DB}. */
  String variable() {
    return target.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
  }
}
