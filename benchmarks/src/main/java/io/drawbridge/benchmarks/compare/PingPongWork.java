// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.load.ClosedLoop;
import io.drawbridge.benchmarks.compare.load.OpenLoop;
import io.drawbridge.benchmarks.compare.load.Trips;
import io.drawbridge.benchmarks.compare.report.Goal;
import io.drawbridge.benchmarks.compare.report.Metric;
import io.drawbridge.benchmarks.compare.report.Results;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Small messages there and back: in a closed loop, and at a fixed rate that the slowest contender
 * can bear.
 */
final class PingPongWork implements Work {
  /** Of the slowest closed loop's rate. */
  private static final double SHARE = 0.5;

  private static final String OPEN = " at half the slowest rate";

  @Override
  public String name() {
    return "ping-pong";
  }

  @Override
  public void measure(Harness harness) throws IOException {
    boolean quick = harness.options().quick();
    List<RunningContender> everyone =
        harness.start(
            harness.setup(name()),
            Contender.DRAWBRIDGE,
            Contender.HAPROXY,
            Contender.NGINX,
            Contender.DIRECT);
    try {
      for (int size : quick ? new int[] {64} : new int[] {64, 1024}) {
        for (int connections : quick ? new int[] {16} : new int[] {1, 64, 512}) {
          both(harness, everyone, size, connections);
        }
      }
    } finally {
      everyone.forEach(RunningContender::close);
    }
  }

  private static void both(
      Harness harness, List<RunningContender> everyone, int size, int connections)
      throws IOException {
    String work = "ping-pong " + size + " B ×" + connections;
    harness.turns(work, everyone, closed(harness, size, connections));
    goals(harness.results(), work);
    // The rate differs from one run of the command to the next, the name does not: it is compared.
    String open = work + OPEN;
    OptionalDouble slowest =
        everyone.stream()
            .flatMap(w -> harness.results().median(work, w.contender(), Metric.TRIPS).stream())
            .mapToDouble(Double::doubleValue)
            .min();
    if (slowest.isPresent()) {
      long rate = Math.max(1, Math.round(slowest.getAsDouble() * SHARE));
      harness.turns(open, everyone, open(harness, size, connections, rate));
    }
    goals(harness.results(), open);
  }

  private static void goals(Results results, String work) {
    results.add(Goal.better(work, Metric.P50, 1.1));
    results.add(Goal.better(work, Metric.P99, 1.1));
    results.add(Goal.better(work, Metric.CPU_PER_TRIP, 1.15));
  }

  static Trial.Measurement closed(Harness harness, int size, int connections) {
    return (who, length) ->
        reading(
            harness,
            who,
            length,
            ClosedLoop.start(who.plain(), harness.target(), size, connections));
  }

  private static Trial.Measurement open(Harness harness, int size, int connections, long rate) {
    return (who, length) ->
        reading(
                harness,
                who,
                length,
                OpenLoop.start(
                    who.plain(), harness.target(), size, connections, rate, OpenLoop.DRAIN))
            .with(Metric.OFFERED, rate);
  }

  private static Trial.Reading reading(
      Harness harness, RunningContender who, Duration length, Trips started) throws IOException {
    try (Trips trips = started) {
      Interval.pause(harness.options().settle());
      trips.record();
      Interval interval = Interval.of(who, length, trips::trips);
      return Trial.Reading.of(interval, Metric.TRIPS, Metric.CPU_PER_TRIP, 1).with(trips.end());
    }
  }
}
