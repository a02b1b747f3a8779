// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Signals;
import io.drawbridge.common.HostPort;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The job's side: local ports, or standard input and output, that lead through the gateway. */
public final class ConnectCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "connect",
        "opens local ports that lead to targets through a gateway, with the job's credential",
        "--gateway HOST:PORT --target NAME[=ADDRESS:PORT] ... [-- COMMAND ...]",
        ConnectPlan.OPTIONS,
        List.of(
            "Prints \"ready\" when the gateway has let the job through to every target and the"
                + " targets",
            "have answered; stays until SIGTERM, SIGINT or SIGHUP, and exits 0 then.",
            "A COMMAND finds the first target in PGHOST, PGHOSTADDR and PGPORT, every target in",
            "DRAWBRIDGE_<NAME>_HOST and _PORT (_SOCKET with --listen); {host} and {port}, or",
            "{host:NAME} and {port:NAME}, stand for them in its words and in --env. The variables"
                + " that",
            "hold the credentials are taken out of its environment. Its exit code is given back.",
            "",
            "in a GitLab job:",
            "  id_tokens: { DRAWBRIDGE_TOKEN: { aud: https://drawbridge.example.com } }",
            "  script: drawbridge connect --gateway drawbridge.example.com:8443 --target orders-db"
                + " -- psql -c 'select 1'",
            "as ssh's ProxyCommand:",
            "  drawbridge connect --gateway drawbridge.example.com:8443 --target build-host"
                + " --stdio"));
  }

  @Override
  public int run(Arguments arguments, Console console)
      throws CommandException, InterruptedException {
    if (arguments.has(ConnectPlan.BACKGROUND)) {
      return new Background(arguments, console).start();
    }
    try (ConnectPlan plan = ConnectPlan.of(arguments, console)) {
      return run(plan, arguments, console);
    }
  }

  private static int run(ConnectPlan plan, Arguments arguments, Console console)
      throws CommandException, InterruptedException {
    if (arguments.has(ConnectPlan.STDIO)) {
      new Preflight(plan, console).prove();
      return Stdio.run(plan, console).number();
    }
    try (LocalSide side = LocalSide.start(plan, console)) {
      new Preflight(plan, console).prove();
      List<String> command = arguments.rest();
      if (!command.isEmpty()) {
        return ChildCommand.run(command, plan, side, console);
      }
      for (Route route : plan.routes()) {
        console
            .err()
            .println(
                "drawbridge: " + route.target() + " is at " + HostPort.text(side.address(route)));
      }
      return stay(plan, console).number();
    }
  }

  /** Stays until a signal, or until the job that started it is over. */
  private static ExitCode stay(ConnectPlan plan, Console console) throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch done = Signals.on(Signals.GONE, end::countDown);
    plan.whenJobEnds(console, end::countDown);
    // Only now: whoever has read it may send the signal.
    console.out().println("ready");
    console.out().flush();
    try {
      end.await();
      return ExitCode.DONE;
    } finally {
      done.countDown();
    }
  }
}
