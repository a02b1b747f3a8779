// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** JMH's file becomes a page with plots, and what a release keeps says the same. */
class ReportTest {
  @TempDir Path directory;

  private Path results() {
    String sampled = JmhText.metric(3, 1, "us/op", "[[3.0]]");
    return new JmhText()
        .average("RelayBulk.write", "16384", 12.34, 1.5, JmhText.profiled("0.0", "0.3, 0.2, 9.0"))
        .average("RelayBulk.write", "65536", 40, 0, "")
        .result("RelayRoundTrip.roundTrip", "sample", "64", sampled, "")
        .write(directory, "results.json");
  }

  @Test
  void thePageHasATableAndItsPlotsForEachClass() throws IOException {
    Path to = directory.resolve("page");
    assertEquals(0, Main.run(List.of("report", "" + results(), "" + to)));

    String page = Files.readString(to.resolve("report.md"));
    assertTrue(page.contains("| write | COPY | 16384 | 12.3 ± 1.5 µs/op | 0.3 | 0 | – |"), page);
    assertTrue(page.contains("| write | COPY | 65536 | 40 µs/op | – | – | – |"), page);
    assertTrue(page.contains("| roundTrip | COPY | 64 | 3 ± 1 µs/op | 2 | 8 | – |"), page);
    for (String plot : List.of("RelayBulk", "RelayRoundTrip", "RelayRoundTrip-percentiles")) {
      assertTrue(page.contains("](" + plot + ".svg)"), page);
      assertTrue(Files.readString(to.resolve(plot + ".svg")).endsWith("</svg>\n"));
    }
    assertFalse(page.contains("RelayBulk-percentiles"), "nothing was sampled");
  }

  @Test
  void percentilesThatTooFewSamplesCannotTellAreNotDrawn() throws IOException {
    Measurement sampled = ResultFile.read(results()).measurements().getLast();

    String svg = Plots.of("x", List.of(sampled)).get("x-percentiles.svg");

    assertEquals(4, svg.split("<circle ", -1).length - 1, "0, 50, 99 and the largest: " + svg);
  }

  @Test
  void theKeptFileSaysTheSameAndWhereItIsFrom() throws IOException {
    Path kept = directory.resolve("kept.json");
    assertEquals(
        0, Main.run(List.of("keep", "" + results(), "" + kept, "the command", "a busy machine")));

    ResultFile file = ResultFile.read(kept);
    assertEquals("the command", file.about().get("command"));
    assertEquals("a busy machine", file.about().get("remark"));
    assertFalse(file.about().get("jdk").isBlank());
    assertFalse(Files.readString(kept).contains("/some/where"), "no path of the machine");
    assertFalse(Files.readString(kept).contains("rawData"), "no single samples");
    Measurement first = file.measurements().getFirst();
    assertEquals(12.34, first.primary().score());
    assertEquals(1.5, first.primary().error(), 1e-9);
    assertEquals(0.3, first.extra(Measurement.ALLOCATED).orElseThrow().median());
    assertEquals(9.0, file.measurements().getLast().percentiles().get(100.0));
    assertEquals(
        0, Main.run(List.of("compare", "" + results(), "" + kept)), "and compares as the same");
  }
}
