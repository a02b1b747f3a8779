// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * One run of one work by one contender.
 *
 * @param work which, with its variant
 * @param contender who
 * @param run which turn, from 1
 * @param values in base units
 * @param latencies in nanoseconds at {@link #SHARES}; empty where none were taken
 */
public record Sample(
    String work, Contender contender, int run, Map<Metric, Long> values, List<Long> latencies) {
  /** The shares of messages at which latencies are kept. */
  public static final List<Double> SHARES =
      List.of(0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.995, 0.999, 0.9995, 0.9999, 1.0);

  /** Of the offered rate; who does less than this does not keep up with it. */
  private static final double KEPT_UP = 0.98;

  /** Keeps copies. */
  public Sample {
    values = Collections.unmodifiableMap(new TreeMap<>(values));
    latencies = List.copyOf(latencies);
  }

  /** Whether messages were offered faster than they came back: then its latencies are queues. */
  public boolean overloaded() {
    Long offered = values.get(Metric.OFFERED);
    return offered != null && values.get(Metric.TRIPS) < KEPT_UP * offered;
  }
}
