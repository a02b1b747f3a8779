// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import io.drawbridge.benchmarks.LoopProfiler;
import io.drawbridge.benchmarks.plot.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A run as a page: what was measured where, a table for each benchmark class, and its plots. */
final class Report {
  private static final List<Double> TAIL = List.of(50.0, 99.0, 99.9);

  private final ResultFile file;

  Report(ResultFile file) {
    this.file = file;
  }

  /**
   * Writes {@code report.md} and the plots it shows.
   *
   * @return the page
   */
  Path writeTo(Path directory) throws IOException {
    Files.createDirectories(directory);
    StringBuilder page = new StringBuilder("# Benchmark results\n\n");
    file.about()
        .forEach(
            (key, value) -> page.append("- ").append(key).append(": ").append(value).append('\n'));
    Map<String, List<Measurement>> classes = new LinkedHashMap<>();
    for (Measurement each : file.measurements()) {
      classes.computeIfAbsent(each.benchmark(), _ -> new ArrayList<>()).add(each);
    }
    for (Map.Entry<String, List<Measurement>> one : classes.entrySet()) {
      page.append("\n## ").append(one.getKey()).append("\n\n").append(table(one.getValue()));
      for (Map.Entry<String, String> plot : Plots.of(one.getKey(), one.getValue()).entrySet()) {
        Files.writeString(directory.resolve(plot.getKey()), plot.getValue());
        page.append("\n![").append(one.getKey()).append("](").append(plot.getKey()).append(")\n");
      }
    }
    return Files.writeString(directory.resolve("report.md"), page);
  }

  private static String table(List<Measurement> all) {
    List<String> head = new ArrayList<>(List.of("method"));
    List<String> params = List.copyOf(all.getFirst().params().keySet());
    head.addAll(params);
    head.add("score");
    boolean sampled = all.stream().anyMatch(each -> !each.percentiles().isEmpty());
    if (sampled) {
      TAIL.forEach(percentile -> head.add(Quantity.text(percentile) + " %"));
    }
    head.addAll(List.of("B/op", "loop B/op", "loop CPU"));
    List<List<String>> rows = new ArrayList<>();
    for (Measurement each : all) {
      List<String> row = new ArrayList<>(List.of(each.method()));
      params.forEach(param -> row.add(each.params().getOrDefault(param, "–")));
      row.add(MarkdownTable.scored(each.primary()));
      if (sampled) {
        TAIL.forEach(
            percentile ->
                row.add(Quantity.text(each.percentiles().getOrDefault(percentile, Double.NaN))));
      }
      row.add(middle(each, Measurement.ALLOCATED, ""));
      row.add(middle(each, LoopProfiler.ALLOCATED, ""));
      row.add(middle(each, LoopProfiler.CPU, " ns/op"));
      rows.add(row);
    }
    return MarkdownTable.of(head, rows);
  }

  private static String middle(Measurement measured, String name, String unit) {
    return measured.extra(name).map(found -> Quantity.text(found.median()) + unit).orElse("–");
  }
}
