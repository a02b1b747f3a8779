// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
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
          "ping-pong 64 B ×16 at ",
          "new connections",
          "TLS handshakes, full",
          "TLS handshakes, resumed",
          "idle tunnels",
          "ping-pong ×16 beside",
          "growth: ping-pong",
          "growth: new connections");

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
            .within(Duration.ofMinutes(4))
            .run();
    assertEquals(0, result.exit(), result.out() + result.err());
    String runs = Files.readString(out.resolve("compare.json"));
    String table = Files.readString(out.resolve("compare.md"));
    for (String work : WORKS) {
      assertTrue(runs.contains("{\"work\":\"" + work), work + " in\n" + table);
    }
    for (String rival : RIVALS) {
      boolean measured = runs.toLowerCase().contains("\"contender\":\"" + rival + "\"");
      assertEquals(Tools.find(rival).isPresent(), measured, rival + " in\n" + table);
    }
    assertTrue(Files.readString(out.resolve("cpu-per-gb.svg")).contains("Drawbridge"));
    assertTrue(Files.readString(out.resolve("latency-ping-pong-64-b-16.svg")).contains("direct"));
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.filter(f -> !f.endsWith("hsperfdata_root")).toList());
    }
    assertEquals(
        List.of(),
        ProcessHandle.allProcesses()
            .map(process -> process.info().commandLine().orElse(""))
            .filter(line -> line.contains(temporary.toString()))
            .toList());
  }

  @Test
  void whatItDoesNotKnowItDoesNotDo() {
    assertEquals(64, compare("--only", "bulk,nothing").run().exit());
    Command.Result result = compare("--fast").run();
    assertEquals(64, result.exit());
    assertTrue(result.err().contains("usage: benchmarks/compare"), result.err());
  }

  private static Command compare(String... arguments) {
    return Command.of(Stream.concat(Stream.of(COMMAND.toString()), Stream.of(arguments)).toList())
        .with("DRAWBRIDGE_JAVA", Home.java().toString());
  }
}
