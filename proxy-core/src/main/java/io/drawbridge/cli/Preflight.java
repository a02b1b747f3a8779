// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.GatewayCheck;
import io.drawbridge.GatewayCheck.Answer;

/** Proves the way to every target before anybody is told that it is there. */
final class Preflight {
  private final ConnectPlan plan;

  Preflight(ConnectPlan plan) {
    this.plan = plan;
  }

  /**
   * Asks the gateway for every target; it verifies, decides and dials, and opens nothing.
   *
   * @throws CommandException with the gateway's line and the session's id if a target is refused
   */
  void prove() throws CommandException, InterruptedException {
    for (Route route : plan.routes()) {
      Answer answer = GatewayCheck.ask(plan::describe, route.target());
      if (!answer.granted()) {
        throw new CommandException(code(answer), route.target() + ": " + answer.line());
      }
    }
  }

  private static ExitCode code(Answer answer) {
    return switch (answer.kind()) {
      case GRANTED -> ExitCode.DONE;
      case REFUSED -> ExitCode.REFUSED;
      case TRY_AGAIN -> ExitCode.TRY_AGAIN;
      case UNREACHABLE -> ExitCode.UNREACHABLE;
    };
  }
}
