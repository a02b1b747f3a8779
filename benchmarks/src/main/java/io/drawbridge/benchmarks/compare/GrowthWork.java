// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.MissingException;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.contender.Setup;
import io.drawbridge.benchmarks.compare.report.Goal;
import io.drawbridge.benchmarks.compare.report.Metric;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;

/** Ten times the tunnels, and ten times the rules of which the last decides. */
final class GrowthWork implements Work {
  private static final int TIMES = 10;
  private static final int MESSAGE = 64;
  private static final double LIMIT = 1.2;

  @Override
  public String name() {
    return "growth";
  }

  @Override
  public void measure(Ground ground) throws IOException {
    tunnels(ground, ground.options().quick() ? 8 : 64);
    rules(ground, ground.options().quick() ? 10 : 100);
  }

  private static void tunnels(Ground ground, int few) throws IOException {
    String small = "growth: ping-pong " + MESSAGE + " B ×" + few;
    String large = "growth: ping-pong " + MESSAGE + " B ×" + few * TIMES;
    Compare.say("  " + large);
    List<RunningContender> everyone =
        ground.start(Contender.DRAWBRIDGE, Contender.HAPROXY, Contender.NGINX);
    try {
      ground.turns(
          Stream.concat(
                  Lane.all(small, everyone, PingPongWork.closed(ground, MESSAGE, few)).stream(),
                  Lane.all(large, everyone, PingPongWork.closed(ground, MESSAGE, few * TIMES))
                      .stream())
              .toList());
      ground.results().add(Goal.growth(large, Metric.CPU_PER_TRIP, small, LIMIT));
    } finally {
      everyone.forEach(RunningContender::close);
    }
  }

  private static void rules(Ground ground, int few) throws IOException {
    String small = "growth: new connections, " + few + " rules";
    String large = "growth: new connections, " + few * TIMES + " rules";
    Compare.say("  " + large);
    try (RunningContender one = gateway(ground, few);
        RunningContender other = gateway(ground, few * TIMES)) {
      ground.turns(
          List.of(
              new Lane(small, one, ConnectionsWork.measurement(ground)),
              new Lane(large, other, ConnectionsWork.measurement(ground))));
      ground.results().add(Goal.growth(large, Metric.CPU_EACH, small, LIMIT));
    }
  }

  private static RunningContender gateway(Ground ground, int rules) throws IOException {
    Setup setup = ground.setup();
    try {
      return RunningContender.start(
          Contender.DRAWBRIDGE, setup.withRules(rules, setup.directory()));
    } catch (MissingException e) {
      throw new IOException(e.getMessage(), e);
    }
  }
}
