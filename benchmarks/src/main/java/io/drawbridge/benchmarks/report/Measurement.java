// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What JMH found for one method with one choice of parameters.
 *
 * @param benchmark the class's simple name
 * @param method the method's name
 * @param mode JMH's short name: {@code avgt}, {@code sample}, {@code thrpt}, {@code ss}
 * @param params by name
 * @param percentiles of all samples; empty unless the mode is {@code sample}
 * @param extras what profilers found, by JMH's name without its middle dot
 */
record Measurement(
    String benchmark,
    String method,
    String mode,
    Map<String, String> params,
    Figure primary,
    TreeMap<Double, Double> percentiles,
    Map<String, Figure> extras) {
  /** Bytes allocated by all threads of the process, by operation. */
  static final String ALLOCATED = "gc.alloc.rate.norm";

  Measurement {
    params = new LinkedHashMap<>(params);
    percentiles = new TreeMap<>(percentiles);
    extras = Map.copyOf(extras);
  }

  /** What tells it from the others of its file: name, mode and parameters. */
  String key() {
    String chosen =
        params.entrySet().stream()
            .map(entry -> entry.getKey() + "=" + entry.getValue())
            .collect(Collectors.joining(", "));
    String name = benchmark + "." + method + " " + mode;
    return chosen.isEmpty() ? name : name + " (" + chosen + ")";
  }

  boolean biggerIsBetter() {
    return mode.equals("thrpt");
  }

  Optional<Figure> extra(String name) {
    return Optional.ofNullable(extras.get(name));
  }
}
