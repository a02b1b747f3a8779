// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import io.drawbridge.benchmarks.plot.Bar;
import io.drawbridge.benchmarks.plot.BarChart;
import io.drawbridge.benchmarks.plot.BarSeries;
import io.drawbridge.benchmarks.plot.Curve;
import io.drawbridge.benchmarks.plot.PercentileChart;
import io.drawbridge.benchmarks.plot.Point;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The plots of one benchmark class: bars for the scores, grouped by the last parameter; curves for
 * what was sampled.
 */
final class Plots {
  private static final String ERROR_BARS = "mean; error bars: 99.9 % confidence";
  private static final String SAMPLED = "operations sampled at random";
  private static final int MOST_CURVES = 6;

  private final String benchmark;
  private final List<Measurement> all;
  private final boolean severalMethods;

  private Plots(String benchmark, List<Measurement> all) {
    this.benchmark = benchmark;
    this.all = all;
    this.severalMethods = all.stream().map(Measurement::method).distinct().count() > 1;
  }

  /** SVG documents by file name. */
  static Map<String, String> of(String benchmark, List<Measurement> all) {
    Plots plots = new Plots(benchmark, all);
    Map<String, String> files = new LinkedHashMap<>();
    files.put(benchmark + ".svg", plots.bars().svg());
    files.putAll(plots.percentiles());
    return files;
  }

  /** One chart, or where it would have too many curves, one for each series. */
  private Map<String, String> percentiles() {
    List<Measurement> sampled = all.stream().filter(each -> !each.percentiles().isEmpty()).toList();
    Map<String, List<Curve>> charts = new LinkedHashMap<>();
    for (Measurement each : sampled) {
      boolean many = sampled.size() > MOST_CURVES;
      String chart = many ? "-" + series(each).replace(' ', '-') : "";
      String name = many ? group(each) : series(each) + ", " + group(each);
      charts
          .computeIfAbsent(chart, _ -> new ArrayList<>())
          .add(new Curve(name, points(each.percentiles())));
    }
    String unit = all.getFirst().primary().shownUnit();
    Map<String, String> files = new LinkedHashMap<>();
    charts.forEach(
        (chart, curves) -> {
          String what = chart.isEmpty() ? "" : chart.substring(1).replace('-', ' ') + "; ";
          files.put(
              benchmark + "-percentiles" + chart + ".svg",
              new PercentileChart(benchmark, what + SAMPLED, unit, curves).svg());
        });
    return files;
  }

  private BarChart bars() {
    Set<String> groups = new LinkedHashSet<>();
    Set<String> names = new LinkedHashSet<>();
    Map<String, Bar> bars = new LinkedHashMap<>();
    for (Measurement each : all) {
      groups.add(group(each));
      names.add(series(each));
      Figure figure = each.primary();
      double low = Math.max(0, figure.low());
      bars.put(series(each) + "\n" + group(each), new Bar(figure.score(), low, figure.high()));
    }
    List<BarSeries> series = new ArrayList<>();
    for (String name : names) {
      List<Bar> own = new ArrayList<>();
      groups.forEach(group -> own.add(bars.getOrDefault(name + "\n" + group, Bar.MISSING)));
      series.add(new BarSeries(name, own));
    }
    String unit = all.getFirst().primary().shownUnit();
    return new BarChart(benchmark, ERROR_BARS, unit, List.copyOf(groups), series);
  }

  /** Where it stands: its last parameter, or its method if it has none. */
  private static String group(Measurement measured) {
    if (measured.params().isEmpty()) {
      return measured.method();
    }
    String last = List.copyOf(measured.params().keySet()).getLast();
    return last + " " + measured.params().get(last);
  }

  /** Its colour: its method, where there are several, and the other parameters. */
  private String series(Measurement measured) {
    if (measured.params().isEmpty()) {
      return measured.mode();
    }
    List<String> name = new ArrayList<>();
    if (severalMethods) {
      name.add(measured.method());
    }
    List<String> params = List.copyOf(measured.params().keySet());
    params.subList(0, params.size() - 1).forEach(param -> name.add(measured.params().get(param)));
    return name.isEmpty() ? measured.method() : String.join(" ", name);
  }

  /** Percentiles beyond the number of samples are the largest one again: noise drawn as a fact. */
  private static List<Point> points(TreeMap<Double, Double> percentiles) {
    double largest = percentiles.lastEntry().getValue();
    List<Point> points = new ArrayList<>();
    percentiles.forEach(
        (percentile, value) -> {
          if (percentile == 100 || value < largest) {
            points.add(new Point(percentile, value));
          }
        });
    return points;
  }
}
