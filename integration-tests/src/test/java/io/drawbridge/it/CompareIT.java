// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Tools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The comparison measures every work with whoever is there, and leaves nothing behind. */
class CompareIT {
  private static final List<String> RIVALS = List.of("haproxy", "nginx");

  /** A beginning of the name of each work. */
  private static final List<String> WORKS =
      List.of(
          "bulk both",
          "ping-pong 64 B ×16",
          "ping-pong 64 B ×16 at half the slowest rate",
          "new connections",
          "TLS handshakes, full",
          "TLS handshakes, resumed",
          "idle tunnels",
          "ping-pong ×16 without",
          "ping-pong ×16 beside",
          "growth: ping-pong",
          "growth: new connections");

  /** Those for which it is the TLS client. */
  private static final List<String> BY_HAPROXY =
      List.of("TLS bulk down ×1", "TLS bulk up ×1", "TLS ping-pong 64 B ×16");

  private static final Path COMMAND =
      Path.of(System.getProperty("drawbridge.sources"), "benchmarks", "compare");

  @TempDir Path directory;

  @Test
  void everyWorkIsMeasuredAndNothingIsLeft() throws IOException {
    if ("true".equals(System.getenv("CI"))) {
      RIVALS.forEach(Tools::require);
    }
    Path out = directory.resolve("out");
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    Command.Result result =
        compare("--quick", "--out", out.toString())
            .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary)
            .within(Duration.ofMinutes(5))
            .run();
    // Whoever else computes here decides whether there is anything to show, not whether it is told.
    boolean quiet = !(result.out() + result.err()).contains("the machine is not quiet");
    assertEquals(quiet ? 0 : 1, result.exit(), result.out() + result.err());
    String runs = Files.readString(out.resolve("compare.json"));
    String table = Files.readString(out.resolve("compare.md"));
    Stream.concat(
            WORKS.stream(), Tools.find("haproxy").isPresent() ? BY_HAPROXY.stream() : Stream.of())
        .forEach(work -> assertTrue(runs.contains("{\"work\":\"" + work), work + " in\n" + table));
    for (String rival : RIVALS) {
      boolean measured = runs.toLowerCase().contains("\"contender\":\"" + rival + "\"");
      assertEquals(Tools.find(rival).isPresent(), measured, rival + " in\n" + table);
    }
    assertTrue(runs.contains("growth-100-rules/drawbridge/drawbridge.toml"), table);
    assertNothingLeft(out, temporary);
    if (quiet) {
      assertShown(out, table);
    } else {
      assertTrue(table.contains("The machine was not quiet"), table);
    }
  }

  private static void assertShown(Path out, String table) throws IOException {
    assertTrue(Files.readString(out.resolve("cpu-per-gb.svg")).contains("Drawbridge"));
    String latency = Files.readString(out.resolve("latency-p50.svg"));
    assertTrue(latency.contains(">direct<"), latency);
    assertTrue(latency.contains("ping-pong 64 B ×16 at half the slowest rate"), "the same name");
    assertTrue(table.contains("The bar: not judged, too few runs"), table);
  }

  @Test
  void anInterruptLeavesNothing() throws Exception {
    Path out = Files.createDirectory(directory.resolve("out"));
    Path temporary = Files.createDirectory(directory.resolve("tmp"));
    Path err = directory.resolve("err");
    Process process =
        compare("--only", "ping-pong", "--out", out.toString())
            .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary)
            .start(directory.resolve("stdout"), err);
    try {
      // A gateway writes its audit when the first load is on.
      until(process, err, () -> found(out, "audit.jsonl"));
      process.destroy();
      assertTrue(process.waitFor(30, TimeUnit.SECONDS), "it ends");
    } finally {
      process.destroyForcibly();
    }
    assertNothingLeft(out, temporary);
  }

  private static void until(Process process, Path err, Callable<Boolean> event) throws Exception {
    long begin = System.nanoTime();
    while (!event.call()) {
      if (!process.isAlive() || System.nanoTime() - begin > TimeUnit.MINUTES.toNanos(1)) {
        throw new AssertionError(Files.readString(err));
      }
      Thread.onSpinWait();
    }
  }

  private static boolean found(Path out, String name) throws IOException {
    try (Stream<Path> files = Files.walk(out)) {
      return files.anyMatch(file -> file.endsWith(name));
    } catch (UncheckedIOException gone) {
      // Something was removed while this walked.
      return false;
    }
  }

  /** Neither a file of the run, nor a process that was started with one. */
  private static void assertNothingLeft(Path out, Path temporary) throws IOException {
    try (Stream<Path> left = Files.list(out)) {
      assertEquals(List.of(), left.filter(Files::isDirectory).toList());
    }
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(
          List.of(),
          left.filter(f -> !f.getFileName().toString().startsWith("hsperfdata_")).toList());
    }
    assertEquals(
        List.of(),
        ProcessHandle.allProcesses()
            .filter(ProcessHandle::isAlive)
            .map(process -> process.info().commandLine().orElse(""))
            .filter(line -> line.contains(out.toString()))
            .toList());
  }

  @Test
  void whatItDoesNotKnowItDoesNotDo() {
    assertEquals(64, compare("--only", "bulk,nothing").run().exit());
    Command.Result result = compare("--fast").run();
    assertEquals(64, result.exit());
    assertTrue(result.err().contains("usage: benchmarks/compare"), result.err());
  }

  @Test
  void withTooFewDescriptorsItSaysWhatToDo() {
    Command.Result result =
        Command.of("sh", "-c", "ulimit -n 1000; exec \"$0\" --quick", COMMAND.toString())
            .with("DRAWBRIDGE_JAVA", Home.java().toString())
            .run();
    assertEquals(78, result.exit(), result.err());
    assertTrue(result.err().contains("may open 1000 files here, and at least 2400"), result.err());
    assertTrue(result.err().contains("raise the hard limit"), result.err());
  }

  private static Command compare(String... arguments) {
    return Command.of(Stream.concat(Stream.of(COMMAND.toString()), Stream.of(arguments)).toList())
        .with("DRAWBRIDGE_JAVA", Home.java().toString());
  }
}
