// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.report.BarChart;
import io.drawbridge.benchmarks.compare.report.JsonReport;
import io.drawbridge.benchmarks.compare.report.MarkdownReport;
import io.drawbridge.benchmarks.compare.report.Results;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The command: {@code benchmarks/compare}. */
public final class Compare {
  private static final int FAILED = 1;
  private static final int USAGE = 64;
  private static final int NOT_BUILT = 78;
  private static final Duration LISTENING = Duration.ofSeconds(3);
  private static final double MOST_BUSY = 0.1;

  private Compare() {}

  /**
   * Measures, and writes the results. Ends with 0; with 1 if a run failed, or the machine was not
   * quiet; with 64 if it is called wrongly; with 78 if Drawbridge is not built. A goal that is
   * missed is no failure.
   *
   * @param words the source directory, then what the user said
   */
  public static void main(String[] words) throws IOException {
    Options options;
    try {
      List<String> all = List.of(words);
      options = Options.parse(Path.of(all.getFirst()), all.subList(1, all.size()));
    } catch (IllegalArgumentException e) {
      say("compare: " + e.getMessage() + "\n" + Options.USAGE);
      System.exit(USAGE);
      return;
    }
    if (!Files.isExecutable(options.home().resolve("bin/drawbridge"))) {
      say("compare: " + options.home() + " is missing: mvn -B -DskipTests package");
      System.exit(NOT_BUILT);
    }
    System.exit(run(options));
  }

  /** Tells the user how it goes. */
  static void say(String text) {
    System.err.println(text);
  }

  private static int run(Options options) throws IOException {
    try (Harness harness = Harness.open(options)) {
      Map<String, String> facts = Facts.of(options, harness.directory());
      if (!options.quick()) {
        listen(harness.results(), facts);
      }
      for (Work work : Work.all()) {
        if (options.works().contains(work.name())) {
          say(work.name());
          work.measure(harness);
          // After each, so that what is measured is not lost.
          write(options, harness, facts);
        }
      }
      System.out.println(MarkdownReport.of(harness.results(), facts));
      say("written to " + options.out());
      Results results = harness.results();
      return results.failures().isEmpty() && results.disturbances().isEmpty() ? 0 : FAILED;
    }
  }

  /** Whether anything else is at work, before the contenders are. */
  private static void listen(Results results, Map<String, String> facts) throws IOException {
    double busy = Machine.busyProcessors(LISTENING);
    String text = "%.2f processors".formatted(busy);
    facts.put("busy before", text);
    if (busy > MOST_BUSY) {
      String why = text + " were busy before anything was started; on a quiet machine less than ";
      results.disturbed(why + MOST_BUSY);
      say("compare: the machine is not quiet: " + text + " are busy; no goal will be judged");
    }
  }

  private static void write(Options options, Harness harness, Map<String, String> facts)
      throws IOException {
    Results results = harness.results();
    Path out = Files.createDirectories(options.out());
    Files.writeString(
        out.resolve("compare.json"),
        JsonReport.of(results, facts, harness.directory().configurations()));
    Files.writeString(out.resolve("compare.md"), MarkdownReport.of(results, facts));
    if (results.disturbances().isEmpty()) {
      String subtitle = facts.get("processor") + ", " + options.workers() + " worker each";
      for (Map.Entry<String, String> chart : BarChart.all(results, subtitle).entrySet()) {
        Files.writeString(out.resolve(chart.getKey()), chart.getValue());
      }
    }
  }
}
