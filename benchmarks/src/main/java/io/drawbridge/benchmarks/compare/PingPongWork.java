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
  private static final double SHARE = 0.7;

  @Override
  public String name() {
    return "ping-pong";
  }

  @Override
  public void measure(Ground ground) throws IOException {
    boolean quick = ground.options().quick();
    List<RunningContender> everyone =
        ground.start(Contender.DRAWBRIDGE, Contender.HAPROXY, Contender.NGINX, Contender.DIRECT);
    try {
      for (int size : quick ? new int[] {64} : new int[] {64, 1024}) {
        for (int connections : quick ? new int[] {16} : new int[] {1, 64, 512}) {
          both(ground, everyone, size, connections);
        }
      }
    } finally {
      everyone.forEach(RunningContender::close);
    }
  }

  private static void both(
      Ground ground, List<RunningContender> everyone, int size, int connections)
      throws IOException {
    String work = "ping-pong " + size + " B ×" + connections;
    Compare.say("  " + work);
    ground.turns(Lane.all(work, everyone, closed(ground, size, connections)));
    goals(ground.results(), work);
    OptionalDouble slowest =
        everyone.stream()
            .flatMap(w -> ground.results().median(work, w.contender(), Metric.TRIPS).stream())
            .mapToDouble(Double::doubleValue)
            .min();
    if (slowest.isPresent()) {
      long rate = Math.max(1, Math.round(slowest.getAsDouble() * SHARE));
      String open = work + " at " + rate + "/s";
      Compare.say("  " + open);
      ground.turns(
          Lane.all(
              open,
              everyone,
              (who, length) ->
                  reading(
                      ground,
                      who,
                      length,
                      OpenLoop.start(who.plain(), ground.target(), size, connections, rate))));
      goals(ground.results(), open);
    }
  }

  private static void goals(Results results, String work) {
    results.add(Goal.better(work, Metric.P50, 1.1));
    results.add(Goal.better(work, Metric.P99, 1.1));
    results.add(Goal.better(work, Metric.CPU_PER_TRIP, 1.15));
  }

  /** A closed loop through the plain entrance. */
  static Lane.Measurement closed(Ground ground, int size, int connections) {
    return (who, length) ->
        reading(
            ground, who, length, ClosedLoop.start(who.plain(), ground.target(), size, connections));
  }

  private static Lane.Reading reading(
      Ground ground, RunningContender who, Duration length, Trips started) throws IOException {
    try (Trips trips = started) {
      Stretch.pause(ground.options().settle());
      trips.record();
      Stretch stretch = Stretch.of(who, length, trips::trips);
      return Lane.Reading.of(stretch, Metric.TRIPS, Metric.CPU_PER_TRIP).with(trips.end());
    }
  }
}
