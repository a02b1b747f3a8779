// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** What is best seen as bars: the medians of one measure in all works that have it. */
public final class Charts {
  private static final Map<Metric, String> SHOWN =
      Map.of(
          Metric.CPU_PER_GB, "cpu-per-gb",
          Metric.THROUGHPUT, "throughput",
          Metric.CPU_PER_TRIP, "cpu-per-round-trip",
          Metric.P50, "latency-p50",
          Metric.P99, "latency-p99");

  private Charts() {}

  /**
   * The documents, by the name of their file.
   *
   * @param subtitle what a reader must know to judge them
   */
  public static Map<String, String> svg(Results results, String subtitle) {
    Map<String, String> files = new LinkedHashMap<>();
    SHOWN.forEach(
        (metric, name) -> {
          BarChart chart =
              new BarChart(
                  metric.title(),
                  subtitle + "; bars: median, lines: least to most; a scale for each group");
          boolean any = false;
          for (String work : results.works()) {
            List<BarChart.Bar> bars = bars(results, work, metric);
            if (!bars.isEmpty()) {
              chart.add(work, bars);
              any = true;
            }
          }
          if (any) {
            files.put(name + ".svg", chart.svg());
          }
        });
    return files;
  }

  private static List<BarChart.Bar> bars(Results results, String work, Metric metric) {
    List<BarChart.Bar> bars = new ArrayList<>();
    Stream.of(Contender.values())
        .forEach(
            who ->
                results
                    .median(work, who, metric)
                    .ifPresent(median -> bars.add(bar(results, work, who, metric, median))));
    return bars;
  }

  private static BarChart.Bar bar(
      Results results, String work, Contender who, Metric metric, double median) {
    List<Long> values = results.values(work, who, metric);
    return new BarChart.Bar(
        who.label(),
        who == Contender.DRAWBRIDGE || who == Contender.COPYING,
        median,
        values.getFirst(),
        values.getLast(),
        MarkdownReport.number(metric.shown(median)));
  }
}
