// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.auth.Durations;
import io.drawbridge.command.Arguments;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Installation;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts the same command again as a process of its own, waits until that is ready, and leaves it
 * running. The process holds none of the caller's standard streams, because a CI runner waits until
 * they are closed, and ends with the shell that called.
 */
final class Background {
  private final Arguments arguments;
  private final Console console;

  Background(Arguments arguments, Console console) {
    this.arguments = arguments;
    this.console = console;
  }

  /** How it went. */
  private enum Beginning {
    READY,
    ENDED,
    LATE
  }

  /** Returns when the way is proven, with the exit code of the process if it ends before. */
  int start() throws CommandException, InterruptedException {
    ConnectPlan.of(arguments);
    Duration wait = wait(arguments);
    try {
      Path log = log();
      Process process = launch(log);
      Beginning beginning = await(process, wait);
      console.err().print(Files.readString(log, StandardCharsets.UTF_8));
      return switch (beginning) {
        case READY -> {
          console
              .err()
              .println("drawbridge: goes on as process " + process.pid() + ", log in " + log);
          yield ExitCode.DONE.number();
        }
        case ENDED -> {
          if (!arguments.has(ConnectPlan.LOG)) {
            // All of it has been printed above.
            Files.deleteIfExists(log);
          }
          yield process.waitFor();
        }
        case LATE -> {
          process.destroy();
          throw new CommandException(
              ExitCode.UNREACHABLE, "not ready within " + Durations.text(wait) + "; see " + log);
        }
      };
    } catch (IOException e) {
      throw new CommandException(ExitCode.INTERNAL, e.getMessage());
    }
  }

  private static Duration wait(Arguments arguments) throws CommandException {
    String text = arguments.value(ConnectPlan.WAIT).orElse("30s");
    return Durations.parse(text)
        .filter(Duration::isPositive)
        .orElseThrow(
            () -> new CommandException(ExitCode.USAGE, "--wait needs a duration such as 30s"));
  }

  private Path log() throws CommandException, IOException {
    if (arguments.has(ConnectPlan.LOG)) {
      return Path.of(arguments.required(ConnectPlan.LOG));
    }
    return Files.createTempFile("drawbridge-connect-", ".log");
  }

  /** The launcher chooses the JVM's options, once for all; a jar without one goes without them. */
  private static List<String> program(String java) throws CommandException {
    Path home =
        Installation.home()
            .orElseThrow(
                () ->
                    new CommandException(
                        ExitCode.CONFIGURATION, "--background needs drawbridge.jar"));
    Path launcher = home.resolve("bin").resolve("drawbridge");
    Path jar = home.resolve("lib").resolve("drawbridge.jar");
    return Files.isExecutable(launcher)
        ? List.of(launcher.toString())
        : List.of(java, "-jar", jar.toString());
  }

  private Process launch(Path log) throws CommandException, IOException {
    ProcessHandle self = ProcessHandle.current();
    String java = self.info().command().orElseThrow(() -> new IOException("cannot find Java"));
    List<String> command = new ArrayList<>(program(java));
    command.add("connect");
    arguments.raw().stream()
        .filter(word -> !word.equals(ConnectPlan.BACKGROUND))
        .forEach(command::add);
    if (!arguments.has(ConnectPlan.JOB) && self.parent().isPresent()) {
      command.add(ConnectPlan.JOB);
      command.add(Long.toString(self.parent().get().pid()));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("DRAWBRIDGE_JAVA", java);
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .redirectError(log.toFile())
        .start();
  }

  private static Beginning await(Process process, Duration wait) throws InterruptedException {
    CompletableFuture<Beginning> ready =
        CompletableFuture.supplyAsync(
            () -> {
              try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
                return "ready".equals(lines.readLine()) ? Beginning.READY : Beginning.ENDED;
              } catch (IOException _) {
                return Beginning.ENDED;
              }
            },
            task -> Thread.ofPlatform().daemon().start(task));
    try {
      return ready.get(wait.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException _) {
      return Beginning.LATE;
    } catch (ExecutionException _) {
      return Beginning.ENDED;
    }
  }
}
