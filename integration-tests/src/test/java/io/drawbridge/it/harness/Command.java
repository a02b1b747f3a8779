// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A program that is run to its end. */
public final class Command {
  private final List<String> words = new ArrayList<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private Duration limit = Duration.ofSeconds(30);
  private Path directory;
  private Path input = Path.of("/dev/null");

  private Command(List<String> words) {
    this.words.addAll(words);
  }

  /**
   * What came of it.
   *
   * @param exit the exit code
   * @param out what it wrote to standard output
   * @param err what it wrote to standard error
   */
  public record Result(int exit, String out, String err) {
    /** This, if it ended with 0. */
    public Result good() {
      if (exit != 0) {
        throw new AssertionError("exit code " + exit + "\n" + out + "\n" + err);
      }
      return this;
    }
  }

  /** A program and its arguments. */
  public static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** A program and its arguments. */
  public static Command of(List<String> words) {
    return new Command(words);
  }

  /** The product's command. */
  public static Command drawbridge(String... arguments) {
    List<String> words = new ArrayList<>(List.of(Home.launcher().toString()));
    words.addAll(List.of(arguments));
    return new Command(words).with("DRAWBRIDGE_JAVA", Home.java().toString());
  }

  /** Also with a variable in its environment. */
  public Command with(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Another limit than 30 s; past it the program is killed and the test fails. */
  public Command within(Duration other) {
    limit = other;
    return this;
  }

  /** Another working directory. */
  public Command in(Path other) {
    directory = other;
    return this;
  }

  /** With a file as standard input instead of none. */
  public Command reading(Path file) {
    input = file;
    return this;
  }

  /** Starts it, with output and error in the given files. */
  public Process start(Path out, Path err) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(environment);
    if (directory != null) {
      builder.directory(directory.toFile());
    }
    return builder
        .redirectInput(input.toFile())
        .redirectOutput(out.toFile())
        .redirectError(err.toFile())
        .start();
  }

  /** Runs it to its end. */
  public Result run() {
    try {
      // Files, because a pipe that nobody reads would stop the program.
      File out = File.createTempFile("drawbridge-it", ".out");
      File err = File.createTempFile("drawbridge-it", ".err");
      try {
        Process process = start(out.toPath(), err.toPath());
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
          throw new AssertionError(
              "not ended within " + limit + ": " + words + "\n" + text(out) + "\n" + text(err));
        }
        return new Result(process.exitValue(), text(out), text(err));
      } finally {
        Files.delete(out.toPath());
        Files.delete(err.toPath());
      }
    } catch (IOException e) {
      throw new AssertionError("cannot run " + words, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted in " + words, e);
    }
  }

  private static String text(File file) throws IOException {
    return new String(Files.readAllBytes(file.toPath()), java.nio.charset.StandardCharsets.UTF_8);
  }
}
