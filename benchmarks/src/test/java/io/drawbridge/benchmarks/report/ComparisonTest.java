// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.benchmarks.report.Comparison.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Noise is no regression, and a regression is no noise. */
class ComparisonTest {
  @TempDir Path directory;

  private Verdict verdict(JmhText before, JmhText after) throws IOException {
    Comparison comparison =
        new Comparison(before.measurements(directory), after.measurements(directory), 10);
    assertEquals(1, comparison.verdicts().size());
    return comparison.verdicts().values().iterator().next();
  }

  private static JmhText scored(double score, double error) {
    return new JmhText().average("Relay.roundTrip", "64", score, error, "");
  }

  private static JmhText rate(double score) {
    String metric = JmhText.metric(score, 1, "ops/s", "[[1.0]]");
    return new JmhText().result("Relay.rate", "thrpt", "64", metric, "");
  }

  private static JmhText allocating(String bytes) {
    return new JmhText().average("Relay.roundTrip", "64", 20, 1, JmhText.profiled("0.0", bytes));
  }

  @Test
  void worseIsBeyondTheThresholdAndBeyondTheErrorBars() throws IOException {
    assertEquals(Verdict.WORSE, verdict(scored(100, 2), scored(115, 2)));
    assertEquals(Verdict.SAME, verdict(scored(100, 2), scored(115, 20)), "the error bars touch");
    assertEquals(Verdict.SAME, verdict(scored(100, 1), scored(109, 1)), "less than 10 %");
    assertEquals(Verdict.BETTER, verdict(scored(100, 2), scored(80, 2)));
    assertEquals(Verdict.WORSE, verdict(scored(100, 0), scored(115, 0)), "without error bars");
  }

  @Test
  void moreIsBetterWhereAThroughputWasMeasured() throws IOException {
    assertEquals(Verdict.BETTER, verdict(rate(100), rate(150)));
    assertEquals(Verdict.WORSE, verdict(rate(100), rate(50)));
  }

  @Test
  void allocationThatGrewIsWorseWhateverTheTime() throws IOException {
    assertEquals(Verdict.ALLOCATES_MORE, verdict(allocating("0.1"), allocating("24.0")));
    assertEquals(Verdict.SAME, verdict(allocating("0.1"), allocating("0.9")));
    assertEquals(Verdict.SAME, verdict(allocating("4000.0"), allocating("4050.0")));
    assertEquals(Verdict.ALLOCATES_MORE, verdict(allocating("4000.0"), allocating("4100.0")));
  }

  @Test
  void theCommandEndsWithOneIfSomethingIsWorse() {
    Path before = scored(100, 2).write(directory, "before.json");
    Path after = scored(115, 2).write(directory, "after.json");

    assertEquals(1, Main.run(List.of("compare", "" + before, "" + after)));
    assertEquals(0, Main.run(List.of("compare", "" + before, "" + after, "20")));
    assertEquals(0, Main.run(List.of("compare", "" + after, "" + before)));
    assertEquals(70, Main.run(List.of("compare", "" + before, directory + "/none.json")));
    assertEquals(64, Main.run(List.of("compare", "" + before)));
  }

  @Test
  void whatIsOnlyInOneFileIsShown() throws IOException {
    List<Measurement> none = List.of();
    Comparison comparison = new Comparison(scored(100, 2).measurements(directory), none, 10);

    assertEquals(List.of(Verdict.UNPAIRED), List.copyOf(comparison.verdicts().values()));
    assertFalse(comparison.isBad());
    assertTrue(comparison.markdown().contains("| only in one |"), comparison.markdown());
  }
}
