// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.connect;

import io.drawbridge.command.Arguments;
import io.drawbridge.command.CommandException;
import io.drawbridge.command.Console;
import io.drawbridge.command.ExitCode;
import io.drawbridge.command.Installation;
import io.drawbridge.command.Signals;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Starts the same command again as a process of its own, waits until that is ready, and leaves it
 * running. The process holds none of the caller's standard streams, because a CI runner waits until
 * they are closed, and ends with the job.
 */
record Background(Arguments arguments, Console console) {
  /** For its start and for one question to the gateway, beside the wait that was asked for. */
  private static final Duration START = Duration.ofSeconds(60);

  private enum Beginning {
    READY,
    ENDED,
    LATE
  }

  /** Returns when the way is proven, with the exit code of the process if it ends before. */
  int start() throws CommandException, InterruptedException {
    try (ConnectPlan plan = ConnectPlan.of(arguments, console)) {
      return start(plan);
    }
  }

  private int start(ConnectPlan plan) throws CommandException, InterruptedException {
    Optional<String> given = arguments.value(ConnectPlan.LOG);
    Path log = given.isPresent() ? Path.of(given.get()) : new TemporaryFiles(System::getenv).file();
    Optional<ProcessHandle> job =
        plan.job().isPresent()
            ? plan.job().flatMap(ProcessHandle::of)
            : new JobProcess(plan.secrets()).of(ProcessHandle.current());
    Process process = launch(log, job);
    // Whoever ends this command before it is ready wants no tunnel either.
    CountDownLatch done = Signals.on(Signals.GONE, process::destroy);
    try {
      Beginning beginning = await(process, plan.patience().plus(START));
      console.err().writeBytes(Files.readAllBytes(log));
      return switch (beginning) {
        case READY -> {
          console.err().println(goesOn(process, job) + ", log in " + log);
          yield ExitCode.DONE.number();
        }
        case ENDED -> {
          if (given.isEmpty()) {
            // All of it has been printed above.
            Files.deleteIfExists(log);
          }
          yield process.waitFor();
        }
        case LATE -> {
          process.destroy();
          throw new CommandException(ExitCode.TRY_AGAIN, "not ready in time; see " + log);
        }
      };
    } catch (IOException e) {
      throw new CommandException(ExitCode.CONFIGURATION, "--log: cannot read " + e.getMessage());
    } finally {
      done.countDown();
    }
  }

  private static String goesOn(Process process, Optional<ProcessHandle> job) {
    String until =
        job.map(it -> "process " + it.pid() + " (" + JobProcess.name(it) + ") ends")
            .orElse("it is ended");
    return "drawbridge: goes on as process " + process.pid() + " until " + until;
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

  private Process launch(Path log, Optional<ProcessHandle> job) throws CommandException {
    String java = ProcessHandle.current().info().command().orElse("java");
    List<String> command = new ArrayList<>(program(java));
    command.add("connect");
    arguments.raw().stream()
        .filter(word -> !word.equals(ConnectPlan.BACKGROUND))
        .forEach(command::add);
    if (!arguments.has(ConnectPlan.JOB) && job.isPresent()) {
      command.add(ConnectPlan.JOB);
      command.add(Long.toString(job.get().pid()));
    }
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("DRAWBRIDGE_JAVA", java);
    try {
      return builder.redirectInput(new File("/dev/null")).redirectError(log.toFile()).start();
    } catch (IOException e) {
      throw new CommandException(
          ExitCode.CONFIGURATION,
          "cannot start in the background, with --log " + log + ": " + reason(e));
    }
  }

  /** Of "Cannot run program X: Y" the second half. */
  private static String reason(IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return cause.getMessage();
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
