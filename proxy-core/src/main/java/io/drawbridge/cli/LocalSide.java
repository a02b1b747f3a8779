// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.Proxy;
import io.drawbridge.ProxyBuilder;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.SessionObserver;
import java.io.IOException;
import java.time.Duration;

/** The engine with local listeners, and a gateway behind them. */
final class LocalSide {
  private LocalSide() {}

  /** Starts a listener for each route. */
  static Proxy start(ConnectPlan plan, Console console) throws CommandException {
    ProxyBuilder builder =
        Proxy.builder()
            .gateway(plan::describe)
            .loops(1)
            // The gateway bounds the tunnels; here a dead peer's own timers are enough.
            .timeouts(t -> t.total(Duration.ofSeconds(30)).connect(Duration.ofSeconds(25)))
            .observer(new RefusalsTold(console));
    for (Route route : plan.routes()) {
      builder.target(route.target(), _ -> {});
      builder.listener(route.target(), l -> l.address(route.address()).directTo(route.target()));
    }
    try {
      return builder.start();
    } catch (IOException e) {
      throw new CommandException(ExitCode.UNREACHABLE, e.getMessage());
    } catch (InvalidSettingsException e) {
      throw new CommandException(ExitCode.USAGE, e.getMessage());
    }
  }

  /** Prints why a local connection was not let through. */
  private record RefusalsTold(Console console) implements SessionObserver {
    @Override
    public void refused(Attempt attempt) {
      console.err().println("drawbridge: " + attempt.target() + ": " + attempt.explanation());
    }
  }
}
