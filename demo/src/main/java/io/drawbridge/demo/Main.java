// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.stream.Stream;

/** Plays the demonstration. */
public final class Main {
  private static final int EXIT_USAGE = 64;

  private Main() {}

  /**
   * Plays it on standard output and ends the process: 0 if everything was as it should be, 1 if
   * not, 64 without a home.
   *
   * @param args the directory that holds {@code lib/drawbridge.jar} and {@code plugins}
   */
  public static void main(String[] args) {
    if (args.length != 1 || !Files.isRegularFile(Path.of(args[0], "lib", "drawbridge.jar"))) {
      System.err.println("usage: demo.jar DIRECTORY-WITH-lib/drawbridge.jar");
      System.exit(EXIT_USAGE);
    }
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    System.exit(run(Path.of(args[0]).toAbsolutePath(), out));
  }

  /**
   * Plays it and cleans up: the gateway's process is ended and everything written is deleted, also
   * when it is interrupted by a signal.
   *
   * @param home the directory that holds {@code lib/drawbridge.jar} and {@code plugins}
   * @param out where it narrates
   * @return 0 if everything was as it should be, else 1
   */
  public static int run(Path home, PrintStream out) {
    long begin = System.nanoTime();
    Narration narration = new Narration(out);
    out.println("Drawbridge is lowered for one job, to one door, and raised when the job ends.");
    try {
      Path directory = Files.createTempDirectory("drawbridge-demo");
      Thread cleanup = Thread.ofPlatform().unstarted(() -> abandon(directory));
      Runtime.getRuntime().addShutdownHook(cleanup);
      try {
        new Demonstration(narration, home, directory).play();
      } finally {
        delete(directory);
      }
      narration.expect(!Files.exists(directory), "nothing is left behind");
    } catch (Exception e) {
      narration.expect(false, "an unexpected " + e);
    }
    out.println();
    long seconds = Duration.ofNanos(System.nanoTime() - begin).toSeconds();
    out.println(
        narration.faults() == 0
            ? "Everything was as it should be, in " + seconds + " s."
            : narration.faults() + " things were NOT as they should be.");
    return narration.faults() == 0 ? 0 : 1;
  }

  /** After Ctrl-C nobody else ends the gateway. */
  private static void abandon(Path directory) {
    ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    try {
      delete(directory);
    } catch (IOException | UncheckedIOException _) {
      // The process ends; nobody is left to tell.
    }
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (NoSuchFileException _) {
      // Already deleted.
    }
  }
}
