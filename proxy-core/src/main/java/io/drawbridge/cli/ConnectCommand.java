// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** The job's side: local ports, or standard input and output, that lead through the gateway. */
final class ConnectCommand implements Command {
  @Override
  public String name() {
    return "connect";
  }

  @Override
  public String summary() {
    return "opens local ports that lead to targets through a gateway, with the job's credential";
  }

  @Override
  public String synopsis() {
    return "--gateway HOST:PORT --target NAME[=ADDRESS:PORT] … [-- COMMAND …]";
  }

  @Override
  public List<Option> options() {
    return ConnectPlan.OPTIONS;
  }

  @Override
  public int run(Arguments arguments, Console console)
      throws CommandException, InterruptedException {
    if (arguments.has(ConnectPlan.BACKGROUND)) {
      return new Background(arguments, console).start();
    }
    ConnectPlan plan = ConnectPlan.of(arguments);
    if (arguments.has(ConnectPlan.STDIO)) {
      new Preflight(plan).prove();
      return Stdio.run(plan, console).number();
    }
    try (Proxy proxy = LocalSide.start(plan, console)) {
      new Preflight(plan).prove();
      List<String> command = arguments.rest();
      if (!command.isEmpty()) {
        return ChildCommand.run(command, plan, proxy);
      }
      plan.routes()
          .forEach(
              route ->
                  console
                      .err()
                      .println(
                          "drawbridge: "
                              + route.target()
                              + " is at "
                              + Addresses.text(proxy.address(route.target()))));
      console.out().println("ready");
      console.out().flush();
      return serve(plan).number();
    }
  }

  /** Stays until a signal, or until the job that started it is over. */
  private static ExitCode serve(ConnectPlan plan) throws InterruptedException {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch done = Signals.onTermination(end::countDown);
    plan.job()
        .ifPresent(
            job ->
                ProcessHandle.of(job)
                    .ifPresentOrElse(
                        process -> process.onExit().thenRun(end::countDown), end::countDown));
    try {
      end.await();
      return ExitCode.DONE;
    } finally {
      done.countDown();
    }
  }
}
