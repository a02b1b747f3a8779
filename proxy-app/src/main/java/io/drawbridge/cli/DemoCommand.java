// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import io.drawbridge.command.Arguments;
import io.drawbridge.command.Command;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Installation;
import io.drawbridge.command.Signals;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Runs the demonstration that lies beside the program, as a process of its own. */
final class DemoCommand implements Command {
  @Override
  public Usage usage() {
    return new Usage(
        "demo",
        "shows a job let in, others refused, and the tunnel gone when the job ends; needs"
            + " nothing",
        "",
        List.of(),
        List.of());
  }

  @Override
  public int run(Arguments arguments, Console console)
      throws CommandException, InterruptedException {
    arguments.noWords();
    Path home =
        Installation.home()
            .orElseThrow(
                () ->
                    new CommandException(ExitCode.CONFIGURATION, "the demo needs the built jars"));
    Path jar = home.resolve("demo").resolve("demo.jar");
    String java = ProcessHandle.current().info().command().orElse("java");
    if (!Files.isRegularFile(jar)) {
      throw new CommandException(ExitCode.CONFIGURATION, jar + " is missing");
    }
    Process process;
    try {
      process =
          new ProcessBuilder(java, "-jar", jar.toString(), home.toString()).inheritIO().start();
    } catch (IOException e) {
      throw new CommandException(ExitCode.INTERNAL, e.getMessage());
    }
    CountDownLatch done = Signals.on(Signals.ASKED, process::destroy);
    try {
      return process.waitFor();
    } finally {
      process.destroy();
      done.countDown();
    }
  }
}
