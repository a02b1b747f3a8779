// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.load.LatencyHistogram;
import io.drawbridge.benchmarks.compare.report.Metric;
import io.drawbridge.benchmarks.compare.report.Sample;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** One contender at one work and variant: what takes turns with the others. */
record Trial(String work, RunningContender who, Measurement measurement) {
  @FunctionalInterface
  interface Measurement {
    /** Opens connections, measures for so long, closes them. */
    Reading take(RunningContender who, Duration length) throws IOException;
  }

  /**
   * What a run gave.
   *
   * @param values in base units
   * @param latencies in nanoseconds at {@link Sample#SHARES}; empty where none were taken
   */
  record Reading(Map<Metric, Long> values, List<Long> latencies) {
    /**
     * A rate and the CPU time.
     *
     * @param each of how many
     */
    static Reading of(Interval interval, Metric rate, Metric cpu, long each) {
      return new Reading(Map.of(rate, interval.perSecond()), List.of())
          .with(cpu, interval.cpuNanosPer(each));
    }

    Reading with(Metric metric, OptionalLong value) {
      return value.isPresent() ? with(metric, value.getAsLong()) : this;
    }

    Reading with(Metric metric, long value) {
      Map<Metric, Long> all = new EnumMap<>(values);
      all.put(metric, value);
      return new Reading(all, latencies);
    }

    Reading with(LatencyHistogram histogram) {
      Map<Metric, Long> all = new EnumMap<>(values);
      all.put(Metric.P50, histogram.at(0.5));
      all.put(Metric.P99, histogram.at(0.99));
      all.put(Metric.P999, histogram.at(0.999));
      boolean any = histogram.total() > 0;
      return new Reading(all, any ? Sample.SHARES.stream().map(histogram::at).toList() : List.of());
    }
  }

  static List<Trial> all(String work, List<RunningContender> everyone, Measurement measurement) {
    return everyone.stream().map(who -> new Trial(work, who, measurement)).toList();
  }
}
