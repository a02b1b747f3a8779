// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.Proxy;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Configurations;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Notices;
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
  /** After the second signal, whatever hangs. */
  private static final Duration LONGEST_CLOSE = Duration.ofSeconds(5);

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
    // Nobody may be reading: what serve says must hold up neither the start nor the end.
    try (Notices out = new Notices(console.out());
        Notices err = new Notices(console.err())) {
      return run(arguments.noWords(), out, err).number();
    }
  }

  private static ExitCode run(Arguments arguments, Notices out, Notices err)
      throws CommandException, InterruptedException {
    Configuration configuration = Configurations.readQuietly(arguments);
    configuration.warnings().forEach(err::tell);
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
                Main.endWithin(LONGEST_CLOSE, ExitCode.FOUND.number());
              }
            });
    // A supervisor's "reload" must not end every job's tunnel.
    Signals.survive(
        "HUP",
        () ->
            err.tell(
                "SIGHUP: the configuration is not reloaded yet: restart to apply a changed one"));
    try (Proxy proxy = Configurations.start(configuration)) {
      // There before it is needed: the system may grant no thread by then.
      Thread impatient = closeAt(second, proxy);
      announce(proxy, out);
      first.await();
      err.tell("draining; a second signal ends it at once");
      return drain(proxy, configuration.drain(), impatient, err);
    } finally {
      done.countDown();
    }
  }

  private static void announce(Proxy proxy, Notices out) {
    for (String listener : proxy.listeners()) {
      out.tell("listener " + listener + " on " + HostPort.text(proxy.address(listener)));
    }
    proxy.adminAddress().ifPresent(admin -> out.tell("admin on http://" + HostPort.text(admin)));
    out.tell("ready");
  }

  private static Thread closeAt(CountDownLatch second, Proxy proxy) {
    return Thread.ofPlatform()
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
  }

  private static ExitCode drain(Proxy proxy, Duration atMost, Thread impatient, Notices err)
      throws InterruptedException {
    boolean quietly = proxy.drain(atMost);
    impatient.interrupt();
    if (!quietly) {
      err.tell("tunnels were still open and have been reset");
    }
    return quietly ? ExitCode.DONE : ExitCode.FOUND;
  }
}
