// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Signals;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** Runs a command that finds the targets in its environment, and ends with its exit code. */
final class ChildCommand {
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
    ProcessBuilder builder = builder(words, plan, side);
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

  private static ProcessBuilder builder(List<String> words, ConnectPlan plan, LocalSide side) {
    Map<Route, SocketAddress> at = new LinkedHashMap<>();
    plan.routes().forEach(route -> at.put(route, side.address(route)));
    TargetPlaces places = new TargetPlaces(at, words.getFirst());
    ProcessBuilder builder =
        new ProcessBuilder(words.stream().map(places::fill).toList()).inheritIO();
    // The launcher has set it for this process alone; the command goes by the job's own locale.
    String locale = System.getProperty("drawbridge.lc_all");
    if (locale != null) {
      builder.environment().put("LC_ALL", locale);
      builder.environment().remove("LC_ALL", "");
    }
    // The command reaches its targets without them, and what it does not have it cannot leak.
    builder.environment().keySet().removeAll(plan.secrets());
    builder.environment().putAll(places.variables());
    plan.variables().forEach((name, text) -> builder.environment().put(name, places.fill(text)));
    return builder;
  }
}
