// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.plot.Bar;
import io.drawbridge.benchmarks.plot.BarChart;
import io.drawbridge.benchmarks.plot.BarSeries;
import io.drawbridge.benchmarks.plot.Curve;
import io.drawbridge.benchmarks.plot.PercentileChart;
import io.drawbridge.benchmarks.plot.Point;
import io.drawbridge.benchmarks.report.Median;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The plots: CPU per GB of all bulk works, and the latency percentiles of every work that has any.
 */
public final class Charts {
  private final Results results;
  private final String subtitle;

  /**
   * Of results.
   *
   * @param subtitle what a reader must know to judge them
   */
  public Charts(Results results, String subtitle) {
    this.results = results;
    this.subtitle = subtitle;
  }

  /** The documents, by the name of their file. */
  public Map<String, String> svg() {
    Map<String, String> files = new LinkedHashMap<>();
    List<String> bulk =
        results.works().stream().filter(work -> has(work, Metric.CPU_PER_GB)).toList();
    if (!bulk.isEmpty()) {
      files.put("cpu-per-gb.svg", bars("CPU time of the proxy per GB", Metric.CPU_PER_GB, bulk));
      files.put("throughput.svg", bars("Throughput", Metric.THROUGHPUT, bulk));
    }
    for (String work : results.works()) {
      if (has(work, Metric.P50)) {
        String name = work.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        files.put("latency-" + name + ".svg", percentiles(work));
      }
    }
    return files;
  }

  private boolean has(String work, Metric metric) {
    return Arrays.stream(Contender.values())
        .anyMatch(contender -> !results.values(work, contender, metric).isEmpty());
  }

  private String bars(String title, Metric metric, List<String> works) {
    List<BarSeries> series = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      List<Bar> bars = works.stream().map(work -> bar(work, contender, metric)).toList();
      if (bars.stream().anyMatch(Bar::isMeasured)) {
        series.add(new BarSeries(contender.label(), bars));
      }
    }
    return new BarChart(
            title, subtitle + "; bars: median, least, most", metric.title(), works, series)
        .svg();
  }

  private Bar bar(String work, Contender contender, Metric metric) {
    List<Long> values = results.values(work, contender, metric);
    return results
        .median(work, contender, metric)
        .map(
            median ->
                new Bar(
                    metric.shown(median),
                    metric.shown(values.getFirst()),
                    metric.shown(values.getLast())))
        .orElse(Bar.MISSING);
  }

  private String percentiles(String work) {
    List<Curve> curves = new ArrayList<>();
    for (Contender contender : Contender.values()) {
      List<List<Long>> runs =
          results.samples().stream()
              .filter(s -> s.work().equals(work) && s.contender() == contender)
              .map(Sample::latencies)
              .filter(latencies -> !latencies.isEmpty())
              .toList();
      if (!runs.isEmpty()) {
        curves.add(new Curve(contender.label(), points(runs)));
      }
    }
    return new PercentileChart(work + ": latency", subtitle + "; median of the runs", "µs", curves)
        .svg();
  }

  private static List<Point> points(List<List<Long>> runs) {
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < Sample.SHARES.size(); i++) {
      int at = i;
      double median =
          Median.of(runs.stream().map(latencies -> latencies.get(at)).toList()).orElseThrow();
      points.add(new Point(Sample.SHARES.get(i) * 100, Metric.P50.shown(median)));
    }
    return points;
  }
}
