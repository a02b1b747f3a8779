// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.Proxy;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;

/** Runs a command that finds the targets in its environment, and ends with its exit code. */
final class ChildCommand {
  private ChildCommand() {}

  /** Runs it to its end; signals are passed on to it. */
  static int run(List<String> words, ConnectPlan plan, Proxy proxy)
      throws CommandException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    describe(builder.environment(), plan, proxy);
    Process child;
    try {
      child = builder.start();
    } catch (IOException e) {
      throw new CommandException(ExitCode.USAGE, e.getMessage());
    }
    CountDownLatch done = Signals.onTermination(child::destroy);
    try {
      return child.waitFor();
    } finally {
      child.destroy();
      done.countDown();
    }
  }

  /**
   * The first target in libpq's variables: the real name, which certificates are for, and the local
   * address apart. Every target as {@code DRAWBRIDGE_NAME_HOST} and {@code _PORT}.
   */
  private static void describe(Map<String, String> environment, ConnectPlan plan, Proxy proxy) {
    boolean first = true;
    for (Route route : plan.routes()) {
      SocketAddress address = proxy.address(route.target());
      if (!(address instanceof InetSocketAddress at)) {
        environment.put("DRAWBRIDGE_" + route.variable() + "_SOCKET", address.toString());
        continue;
      }
      String host = at.getAddress().getHostAddress();
      String port = Integer.toString(at.getPort());
      environment.put("DRAWBRIDGE_" + route.variable() + "_HOST", host);
      environment.put("DRAWBRIDGE_" + route.variable() + "_PORT", port);
      if (first) {
        environment.put("PGHOST", route.target());
        environment.put("PGHOSTADDR", host);
        environment.put("PGPORT", port);
        first = false;
      }
    }
  }
}
