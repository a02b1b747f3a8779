// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Signals;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs a command that finds the targets in its environment, and ends with its exit code. */
final class ChildCommand {
  /** libpq's own name for a socket: found by directory and port. */
  private static final Pattern LIBPQ = Pattern.compile("\\.s\\.PGSQL\\.(\\d+)");

  private ChildCommand() {}

  /**
   * Runs it to its end. SIGTERM and SIGHUP are passed on to it; SIGINT is left to it, because the
   * terminal sends that to both, and what it means (psql: this query, not the session) is for the
   * command to say.
   *
   * @return its exit code; 128 and the number of the signal that ended it
   */
  static int run(List<String> words, ConnectPlan plan, LocalSide side, Console console)
      throws CommandException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(words).inheritIO();
    // The command reaches its targets without them, and what it does not have it cannot leak.
    builder.environment().keySet().removeAll(plan.secrets());
    describe(builder.environment(), plan, side);
    AtomicReference<Process> child = new AtomicReference<>();
    AtomicBoolean ended = new AtomicBoolean();
    Runnable end =
        () -> {
          ended.set(true);
          Process running = child.get();
          if (running != null) {
            running.destroy();
          }
        };
    CountDownLatch done = Signals.on(List.of("TERM", "HUP"), end);
    Signals.survive("INT", () -> {});
    try {
      child.set(builder.start());
      if (ended.get()) {
        // The signal came when there was nobody yet to pass it on to.
        end.run();
      }
      plan.whenJobEnds(console, end);
      return child.get().waitFor();
    } catch (IOException _) {
      throw new CommandException(
          ExitCode.USAGE, words.getFirst() + ": there is no such command, or it cannot be run");
    } finally {
      end.run();
      done.countDown();
    }
  }

  /**
   * The first target in libpq's variables: the real name, which certificates are for, and the local
   * address apart. Every target as {@code DRAWBRIDGE_NAME_HOST} and {@code _PORT}.
   */
  private static void describe(Map<String, String> environment, ConnectPlan plan, LocalSide side) {
    boolean first = true;
    for (Route route : plan.routes()) {
      String prefix = "DRAWBRIDGE_" + route.variable();
      switch (side.address(route)) {
        case InetSocketAddress at -> {
          String host = at.getAddress().getHostAddress();
          String port = Integer.toString(at.getPort());
          environment.put(prefix + "_HOST", host);
          environment.put(prefix + "_PORT", port);
          if (first) {
            environment.put("PGHOST", route.target());
            environment.put("PGHOSTADDR", host);
            environment.put("PGPORT", port);
          }
        }
        case UnixDomainSocketAddress at -> {
          Path path = at.getPath().toAbsolutePath();
          environment.put(prefix + "_SOCKET", path.toString());
          Matcher libpq = LIBPQ.matcher(path.getFileName().toString());
          if (libpq.matches()) {
            environment.put("PGHOST", path.getParent().toString());
            environment.put("PGPORT", libpq.group(1));
          }
        }
        default -> throw new IllegalStateException("an address of another kind");
      }
      first = false;
    }
  }
}
