// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A place for the configurations, logs and audits of one call of the command. It is gone when this
 * is closed, and when the process is interrupted; the configurations are kept for the report.
 */
final class RunDirectory implements AutoCloseable {
  /** Of a long file: thousands of lines are rules that are all alike. */
  private static final int HEAD = 60;

  private static final int TAIL = 10;
  private static final int TRIES = 100;
  private static final long PAUSE_NANOS = 50_000_000;

  private final Path path;
  private final Thread atExit;
  private final Map<String, String> configurations = new LinkedHashMap<>();

  private RunDirectory(Path path) {
    this.path = path;
    atExit = Thread.ofPlatform().unstarted(this::deleteAtExit);
  }

  /** Makes one: beside the results, so on a disk, where the audit of a gateway would be. */
  static RunDirectory under(Path parent) throws IOException {
    Files.createDirectories(parent);
    RunDirectory directory = new RunDirectory(Files.createTempDirectory(parent, "run-"));
    Runtime.getRuntime().addShutdownHook(directory.atExit);
    return directory;
  }

  Path path() {
    return path;
  }

  String fileSystem() throws IOException {
    return Files.getFileStore(path).type();
  }

  /** Keeps the configurations in a directory in here; long ones shortened in the middle. */
  void keep(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path file : walk.filter(f -> f.toString().matches(".*\\.(toml|cfg|conf)")).toList()) {
        configurations.put(path.relativize(file).toString(), shortened(file));
      }
    }
  }

  /** The texts that were kept, by their place in here, in the order in which they were used. */
  Map<String, String> configurations() {
    return configurations;
  }

  private String shortened(Path file) throws IOException {
    String text = Files.readString(file).replace(path.toString(), "DIRECTORY");
    List<String> lines = new ArrayList<>(text.lines().toList());
    int more = lines.size() - HEAD - TAIL;
    if (more > 0) {
      lines.subList(HEAD, HEAD + more).clear();
      lines.add(HEAD, "# and so on: " + more + " lines");
    }
    return String.join("\n", lines) + "\n";
  }

  private void delete() throws IOException {
    try (Stream<Path> walk = Files.walk(path)) {
      List<Path> files = walk.sorted(Comparator.reverseOrder()).toList();
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Kills the proxies, too, which write until they are dead. One that is being started meanwhile
   * has its log in here, and is found the next time.
   */
  private void deleteAtExit() {
    for (int i = 1; Files.exists(path); i++) {
      ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
      try {
        delete();
      } catch (IOException | UncheckedIOException e) {
        if (i == TRIES) {
          Compare.say("compare: " + path + " could not be removed: " + e);
          return;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  @Override
  public void close() throws IOException {
    delete();
    Runtime.getRuntime().removeShutdownHook(atExit);
  }
}
