// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.GatewayCheck;
import io.drawbridge.GatewayCheck.Answer;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.ExitCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Proves the way to every target before anybody is told that it is there. */
final class Preflight {
  /** For all targets together, so that a job with many of them does not wait for each. */
  private static final Duration ENOUGH = Duration.ofSeconds(30);

  private final ConnectPlan plan;

  Preflight(ConnectPlan plan) {
    this.plan = plan;
  }

  /**
   * Asks the gateway for every target; it verifies, decides and dials, and opens nothing.
   *
   * @throws CommandException with the gateway's line and the session's id of every target that is
   *     not to be had, and the exit code of the first of them
   */
  void prove() throws CommandException, InterruptedException {
    long begin = System.nanoTime();
    List<String> lines = new ArrayList<>();
    ExitCode first = ExitCode.DONE;
    for (Route route : plan.routes()) {
      Duration left = ENOUGH.minusNanos(System.nanoTime() - begin);
      Answer answer = GatewayCheck.ask(plan::describe, route.target(), left);
      if (answer.granted()) {
        continue;
      }
      first = first == ExitCode.DONE ? code(answer) : first;
      if (answer.kind() == GatewayCheck.Kind.UNREACHABLE) {
        // It will not be there for the next target either.
        lines.add(GatewayTrouble.sentence(plan.gateway(), answer.line()));
        break;
      }
      lines.add(route.target() + ": " + answer.line());
    }
    if (first != ExitCode.DONE) {
      throw new CommandException(first, String.join("\ndrawbridge: ", lines));
    }
  }

  private static ExitCode code(Answer answer) {
    return switch (answer.kind()) {
      case GRANTED -> ExitCode.DONE;
      case REFUSED -> ExitCode.REFUSED;
      case TRY_AGAIN -> ExitCode.TRY_AGAIN;
      case TARGET_UNREACHABLE, UNREACHABLE -> ExitCode.UNREACHABLE;
    };
  }
}
