// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.common.Durations;
import io.drawbridge.connect.GatewayCheck.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Proves the way to every target before anybody is told that it is there. */
record Preflight(ConnectPlan plan, Console console) {
  /** For all targets together, so that a job with many of them does not wait for each. */
  private static final Duration ENOUGH = Duration.ofSeconds(30);

  private static final long FIRST_PAUSE_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 4_000;

  /** What came of asking for every target: a line for each that is not to be had. */
  private record Outcome(List<String> lines, ExitCode code, boolean mayPass) {}

  /**
   * Asks the gateway for every target; it verifies, decides and dials, and opens nothing. What may
   * pass, a gateway that is away, draining or busy, is asked again for as long as the plan says.
   *
   * @throws CommandException with the gateway's line and the session's id of every target that is
   *     not to be had, and the exit code of the first of them
   */
  void prove() throws CommandException, InterruptedException {
    long begin = System.nanoTime();
    long pause = FIRST_PAUSE_MILLIS;
    boolean toldToComeAgain = false;
    for (Outcome outcome = ask(); outcome.code() != ExitCode.DONE; outcome = ask()) {
      String text = String.join("\ndrawbridge: ", outcome.lines());
      // Jobs that wait for one gateway must not all come back in one moment.
      long wait = pause / 2 + ThreadLocalRandom.current().nextLong(pause);
      Duration tried = Duration.ofNanos(System.nanoTime() - begin);
      Duration left = plan.patience().minus(tried);
      toldToComeAgain |= outcome.code() == ExitCode.TRY_AGAIN;
      if (!outcome.mayPass() || left.toMillis() < wait) {
        // A refusal for good has been heard once, whatever came before it.
        boolean again = outcome.mayPass() && pause > FIRST_PAUSE_MILLIS;
        String how = again ? "; tried again for " + Durations.text(tried) : "";
        // A gateway that drains says so before it closes its port: it is still worth another try.
        ExitCode code = outcome.mayPass() && toldToComeAgain ? ExitCode.TRY_AGAIN : outcome.code();
        throw new CommandException(code, text + how);
      }
      if (pause == FIRST_PAUSE_MILLIS) {
        String most = Durations.text(plan.patience());
        console.err().println("drawbridge: " + text + "; trying again for at most " + most);
      }
      Thread.sleep(wait);
      pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
    }
  }

  private Outcome ask() throws InterruptedException {
    long begin = System.nanoTime();
    List<String> lines = new ArrayList<>();
    ExitCode code = ExitCode.DONE;
    boolean mayPass = true;
    for (Route route : plan.routes()) {
      Duration left = ENOUGH.minusNanos(System.nanoTime() - begin);
      Answer answer = GatewayCheck.ask(plan.gatewaySettings(), route.target(), left);
      if (answer.code() == ExitCode.DONE) {
        continue;
      }
      boolean passing =
          answer.away()
              ? GatewayTrouble.mayPass(answer.line())
              : answer.code() == ExitCode.TRY_AGAIN;
      // One that will not pass decides: for the others nobody needs to come back.
      if (code == ExitCode.DONE || mayPass && !passing) {
        code = answer.code();
      }
      mayPass &= passing;
      if (answer.away()) {
        // It will not be there for the next target either.
        lines.add(GatewayTrouble.sentence(plan.gateway(), answer.line()));
        break;
      }
      lines.add(route.target() + ": " + answer.line());
    }
    return new Outcome(lines, code, mayPass);
  }
}
