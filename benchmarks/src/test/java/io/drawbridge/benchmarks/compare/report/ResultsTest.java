// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.json.JsonLimits;
import io.drawbridge.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Medians are held against what they should be held against. */
class ResultsTest {
  private static final String WORK = "bulk down ×1";

  private final Results results = new Results();

  private void measured(Contender contender, Metric metric, long... values) {
    for (int i = 0; i < values.length; i++) {
      results.add(new Sample(WORK, contender, i + 1, Map.of(metric, values[i]), List.of()));
    }
  }

  private Results.Verdict verdict(Goal goal) {
    results.add(goal);
    return results.verdicts().getLast();
  }

  @Test
  void lessIsHeldAgainstTheLeastAndMoreAgainstTheMost() {
    measured(Contender.DRAWBRIDGE, Metric.CPU_PER_GB, 900, 200, 210);
    measured(Contender.HAPROXY, Metric.CPU_PER_GB, 500, 400);
    measured(Contender.NGINX, Metric.CPU_PER_GB, 420);
    Results.Verdict cpu = verdict(Goal.better(WORK, Metric.CPU_PER_GB, 0.5));
    assertEquals(210, cpu.value());
    assertEquals(420, cpu.reference());
    assertTrue(cpu.met(), "0.5 is still good");

    measured(Contender.DRAWBRIDGE, Metric.THROUGHPUT, 110);
    measured(Contender.HAPROXY, Metric.THROUGHPUT, 100);
    measured(Contender.NGINX, Metric.THROUGHPUT, 90);
    assertFalse(verdict(Goal.better(WORK, Metric.THROUGHPUT, 1.2)).met());
  }

  @Test
  void theCeilingAndTheTunedOneAreNoRivals() {
    measured(Contender.DRAWBRIDGE, Metric.THROUGHPUT, 120);
    measured(Contender.NGINX, Metric.THROUGHPUT, 100);
    measured(Contender.DIRECT, Metric.THROUGHPUT, 900);
    measured(Contender.HAPROXY_LARGE_PIPES, Metric.THROUGHPUT, 900);
    assertTrue(verdict(Goal.better(WORK, Metric.THROUGHPUT, 1.2)).met());
  }

  @Test
  void aGoalWithoutItsOtherSideIsNotDecided() {
    measured(Contender.DRAWBRIDGE, Metric.RATE, 100);
    measured(Contender.NGINX, Metric.RATE, 1);
    results.add(Goal.haproxy(WORK, Metric.RATE, 0.5));
    assertEquals(List.of(), results.verdicts());
  }

  @Test
  void aBareGoalIsAValue() {
    measured(Contender.DRAWBRIDGE, Metric.HEAP, 3072);
    assertTrue(verdict(Goal.most(WORK, Metric.HEAP, 3072)).met());
    assertFalse(verdict(Goal.most(WORK, Metric.HEAP, 3071)).met());
  }

  @Test
  void theReportsSayWhatIsMissingAndWhatWasMissed() throws Exception {
    measured(Contender.DRAWBRIDGE, Metric.CPU_PER_GB, 500_000_000, 400_000_000);
    measured(Contender.NGINX, Metric.CPU_PER_GB, 600_000_000);
    results.add(Goal.better(WORK, Metric.CPU_PER_GB, 0.5));
    results.missing(Contender.HAPROXY, "haproxy is not on PATH");
    String markdown = MarkdownReport.of(results, Map.of("kernel", "Linux"));
    assertTrue(markdown.contains("HAProxy does not take part**: haproxy is not on PATH"), markdown);
    assertTrue(markdown.contains("The bar: 0 of 1 met"), markdown);
    assertTrue(markdown.contains("| 0.75 | ≤ 0.50 × | **missed** |"), markdown);
    assertTrue(markdown.contains("0.450 [0.400 … 0.500]"), markdown);
    String json = JsonReport.of(results, Map.of("kernel", "Linux"), Map.of("a.cfg", "x\n"));
    Map<String, Object> read =
        JsonReader.readObject(json.getBytes(StandardCharsets.UTF_8), JsonLimits.STANDARD);
    assertEquals(3, ((List<?>) read.get("runs")).size());
    assertTrue(read.get("runs").toString().contains("cpuNanosPerGigabyte=500000000"), json);
    assertTrue(new Charts(results, "here").svg().get("cpu-per-gb.svg").startsWith("<"));
  }
}
