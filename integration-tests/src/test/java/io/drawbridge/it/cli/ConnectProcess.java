// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A command of the product that goes on until it is ended. */
final class ConnectProcess implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final Process process;
  private final Path out;
  private final Path err;

  private ConnectProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
  }

  /** Starts it, with its output in files of that directory. */
  static ConnectProcess start(Path directory, Command command) {
    try {
      Path out = Files.createTempFile(directory, "connect", ".out");
      Path err = Files.createTempFile(directory, "connect", ".err");
      return new ConnectProcess(command.start(out, err), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits for a line of its output that is or contains that. */
  ConnectProcess await(String text) {
    Await.until(
        LIMIT,
        () -> text + " in\n" + out() + err(),
        () -> {
          boolean ended = !process.isAlive();
          if ((out() + err()).contains(text)) {
            return true;
          }
          if (ended) {
            throw new IllegalStateException("it ended with " + process.exitValue());
          }
          return false;
        });
    return this;
  }

  String out() {
    return text(out);
  }

  String err() {
    return text(err);
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  long pid() {
    return process.pid();
  }

  /** Sends it a signal. */
  ConnectProcess signal(String name) {
    Command.of("kill", "-" + name, "" + process.pid()).run().good();
    return this;
  }

  /** Waits for its end. */
  int exit() {
    try {
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("not ended within " + LIMIT + "\n" + out() + err());
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    exit();
  }
}
