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

  private Plots() {}

  /** SVG documents by file name. */
  static Map<String, String> of(String benchmark, List<Measurement> all) {
    Map<String, String> plots = new LinkedHashMap<>();
    plots.put(benchmark + ".svg", bars(benchmark, all).svg());
    List<Curve> curves = new ArrayList<>();
    for (Measurement each : all) {
      if (!each.percentiles().isEmpty()) {
        String name = (series(each) + " " + group(each)).strip();
        curves.add(new Curve(name, points(each.percentiles())));
      }
    }
    if (!curves.isEmpty()) {
      String unit = all.getFirst().primary().shownUnit();
      plots.put(
          benchmark + "-percentiles.svg",
          new PercentileChart(benchmark, "every operation sampled", unit, curves).svg());
    }
    return plots;
  }

  private static BarChart bars(String benchmark, List<Measurement> all) {
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

  /** Its colour: its method and the other parameters. */
  private static String series(Measurement measured) {
    if (measured.params().isEmpty()) {
      return measured.mode();
    }
    StringBuilder name = new StringBuilder(measured.method());
    List<String> params = List.copyOf(measured.params().keySet());
    for (String param : params.subList(0, params.size() - 1)) {
      name.append(' ').append(measured.params().get(param));
    }
    return name.toString();
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
