// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.Proxy;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Configurations;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Option;
import io.drawbridge.command.Signals;
import io.drawbridge.common.HostPort;
import io.drawbridge.config.Configuration;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs the gateway until it is told to end. */
final class ServeCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "serve",
        "runs the gateway until SIGTERM or SIGINT, then drains; a second one ends it at once",
        "-c FILE [--plugins DIR]",
        List.of(Option.config(), Configurations.PLUGINS),
        List.of(
            "Prints where it listens, and then \"drawbridge: ready\". Exits 0 when every tunnel"
                + " ended by",
            "itself within the configuration's drain time, 1 when some had to be reset, 69 when an",
            "address is in use, 78 when the configuration cannot be used. SIGHUP, SIGUSR1 and"
                + " SIGUSR2",
            "leave it as it is, SIGQUIT prints its threads."));
  }

  @Override
  public int run(Arguments arguments, Console console)
      throws CommandException, InterruptedException {
    Configuration configuration = Configurations.read(arguments.noWords(), console);
    CountDownLatch first = new CountDownLatch(1);
    AtomicInteger signals = new AtomicInteger();
    CountDownLatch second = new CountDownLatch(1);
    // Before the start, so that a signal during it is not lost.
    CountDownLatch done =
        Signals.on(
            Signals.ASKED,
            () -> {
              first.countDown();
              if (signals.incrementAndGet() > 1) {
                second.countDown();
              }
            });
    // A supervisor's "reload" must not end every job's tunnel.
    Signals.survive(
        "HUP",
        () ->
            console
                .err()
                .println(
                    "drawbridge: SIGHUP: the configuration is not reloaded yet: restart to apply a"
                        + " changed one"));
    try (Proxy proxy = Configurations.start(configuration)) {
      announce(proxy, console);
      first.await();
      console.err().println("drawbridge: draining; a second signal ends it at once");
      return drain(proxy, configuration.drain(), second, console).number();
    } finally {
      done.countDown();
    }
  }

  private static void announce(Proxy proxy, Console console) {
    for (String listener : proxy.listeners()) {
      console
          .out()
          .println(
              "drawbridge: listener " + listener + " on " + HostPort.text(proxy.address(listener)));
    }
    proxy
        .adminAddress()
        .ifPresent(
            admin -> console.out().println("drawbridge: admin on http://" + HostPort.text(admin)));
    console.out().println("drawbridge: ready");
    console.out().flush();
  }

  private static ExitCode drain(
      Proxy proxy, Duration atMost, CountDownLatch second, Console console)
      throws InterruptedException {
    Thread impatient =
        Thread.ofPlatform()
            .daemon()
            .name("drawbridge-second-signal")
            .start(
                () -> {
                  try {
                    second.await();
                    proxy.close();
                  } catch (InterruptedException _) {
                    // The drain ended first.
                    Thread.currentThread().interrupt();
                  }
                });
    boolean quietly = proxy.drain(atMost);
    impatient.interrupt();
    if (!quietly) {
      console.err().println("drawbridge: tunnels were still open and have been reset");
    }
    return quietly ? ExitCode.DONE : ExitCode.FOUND;
  }
}
