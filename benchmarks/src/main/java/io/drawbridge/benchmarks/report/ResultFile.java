// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The results of one run: what JMH wrote ({@code -rf json}), or what {@link #kept} made of it.
 *
 * @param about where and how it was measured, a line each; empty in JMH's own file
 * @param results JMH's own tree
 */
record ResultFile(Map<String, String> about, List<Map<?, ?>> results) {
  /** Every sample, the path of the virtual machine: of no use to the next reader. */
  private static final List<String> DROPPED =
      List.of("rawData", "rawDataHistogram", "jvm", "scorePercentiles");

  static ResultFile read(Path file) throws IOException {
    Object tree = JsonTree.read(file);
    Map<String, String> about = new LinkedHashMap<>();
    Object list = tree;
    if (tree instanceof Map<?, ?> kept) {
      map(file, kept.get("about")).forEach((key, value) -> about.put("" + key, "" + value));
      list = kept.get("results");
    }
    if (!(list instanceof List<?> elements)) {
      throw new IOException(file + " holds no list of results");
    }
    List<Map<?, ?>> results = new ArrayList<>();
    for (Object element : elements) {
      results.add(map(file, element));
    }
    return new ResultFile(about, results);
  }

  private static Map<?, ?> map(Path file, Object value) throws IOException {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IOException(file + " is no result of JMH");
  }

  /** A text for a release: without single samples, with what must be known to judge the numbers. */
  String kept(Map<String, String> facts) {
    List<Object> slim = new ArrayList<>();
    for (Map<?, ?> result : results) {
      boolean sampled = "sample".equals(result.get("mode"));
      Map<Object, Object> copy = slim(result);
      if (sampled && result.get("primaryMetric") instanceof Map<?, ?> metric) {
        Map<Object, Object> primary = slim(metric);
        primary.put("scorePercentiles", metric.get("scorePercentiles"));
        copy.put("primaryMetric", primary);
      }
      copy.put("secondaryMetrics", profiled(result));
      slim.add(copy);
    }
    Map<String, Object> whole = new LinkedHashMap<>();
    whole.put("about", facts);
    whole.put("results", slim);
    return JsonTree.text(whole);
  }

  private static Map<Object, Object> slim(Map<?, ?> tree) {
    Map<Object, Object> slim = new LinkedHashMap<>();
    tree.forEach(
        (key, value) -> {
          if (!DROPPED.contains(key)) {
            slim.put(key, value instanceof Map<?, ?> map ? slim(map) : value);
          }
        });
    return slim;
  }

  /** Percentiles of a sampled benchmark are repeated among these; the profilers' are kept. */
  private static Map<Object, Object> profiled(Map<?, ?> result) {
    Map<Object, Object> profiled = new LinkedHashMap<>();
    if (result.get("secondaryMetrics") instanceof Map<?, ?> extras) {
      extras.forEach(
          (name, metric) -> {
            String plain = plain(name);
            if (plain.startsWith("gc.alloc.rate.norm") || plain.startsWith("loop.")) {
              Figure figure = figure((Map<?, ?>) metric);
              Map<Object, Object> copy = slim((Map<?, ?>) metric);
              // The mean has the tear-down in it, and the iterations are not kept.
              copy.put("score", figure.median());
              profiled.put(plain, copy);
            }
          });
    }
    return profiled;
  }

  /** What it says, in the order of the file. */
  List<Measurement> measurements() {
    List<Measurement> all = new ArrayList<>();
    for (Map<?, ?> result : results) {
      String name = (String) result.get("benchmark");
      int method = name.lastIndexOf('.');
      int simple = name.lastIndexOf('.', method - 1);
      Map<String, String> params = new LinkedHashMap<>();
      if (result.get("params") instanceof Map<?, ?> given) {
        given.forEach((key, value) -> params.put("" + key, "" + value));
      }
      Map<String, Figure> extras = new LinkedHashMap<>();
      if (result.get("secondaryMetrics") instanceof Map<?, ?> given) {
        given.forEach((key, value) -> extras.put(plain(key), figure((Map<?, ?>) value)));
      }
      Map<?, ?> primary = (Map<?, ?>) result.get("primaryMetric");
      all.add(
          new Measurement(
              name.substring(simple + 1, method),
              name.substring(method + 1),
              (String) result.get("mode"),
              params,
              figure(primary),
              "sample".equals(result.get("mode")) ? percentiles(primary) : new TreeMap<>(),
              extras));
    }
    return all;
  }

  /** JMH sets a middle dot before the names of some profilers' results. */
  private static String plain(Object name) {
    return ("" + name).replace("\u00b7", "");
  }

  private static Figure figure(Map<?, ?> metric) {
    double score = number(metric.get("score"));
    double low = score;
    double high = score;
    if (metric.get("scoreConfidence") instanceof List<?> ends
        && Double.isFinite(number(ends.getFirst()))) {
      low = number(ends.getFirst());
      high = number(ends.getLast());
    }
    List<Double> iterations = new ArrayList<>();
    if (metric.get("rawData") instanceof List<?> forks) {
      for (Object fork : forks) {
        ((List<?>) fork).forEach(value -> iterations.add(number(value)));
      }
    }
    return new Figure(score, low, high, "" + metric.get("scoreUnit"), iterations);
  }

  private static TreeMap<Double, Double> percentiles(Map<?, ?> metric) {
    TreeMap<Double, Double> percentiles = new TreeMap<>();
    if (metric.get("scorePercentiles") instanceof Map<?, ?> given) {
      given.forEach((key, value) -> percentiles.put(number(key), number(value)));
    }
    return percentiles;
  }

  /** JMH writes what is not a number as a text. */
  private static double number(Object value) {
    return value instanceof Number number ? number.doubleValue() : Double.parseDouble("" + value);
  }
}
