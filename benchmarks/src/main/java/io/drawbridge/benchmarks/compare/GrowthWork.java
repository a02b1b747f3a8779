// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Contender;
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
  public void measure(Harness harness) throws IOException {
    tunnels(harness, harness.options().quick() ? 8 : 64);
    rules(harness, harness.options().quick() ? 10 : 100);
  }

  private static void tunnels(Harness harness, int few) throws IOException {
    String small = "growth: ping-pong " + MESSAGE + " B ×" + few;
    String large = "growth: ping-pong " + MESSAGE + " B ×" + few * TIMES;
    Compare.say("  " + large);
    List<RunningContender> everyone =
        harness.start(
            harness.setup("growth-connections"),
            Contender.DRAWBRIDGE,
            Contender.HAPROXY,
            Contender.NGINX);
    try {
      harness.turns(
          Stream.concat(
                  Trial.all(small, everyone, PingPongWork.closed(harness, MESSAGE, few)).stream(),
                  Trial.all(large, everyone, PingPongWork.closed(harness, MESSAGE, few * TIMES))
                      .stream())
              .toList());
      harness.results().add(Goal.growth(large, Metric.CPU_PER_TRIP, small, LIMIT));
    } finally {
      everyone.forEach(RunningContender::close);
    }
  }

  private static void rules(Harness harness, int few) throws IOException {
    String small = "growth: new connections, " + few + " rules";
    String large = "growth: new connections, " + few * TIMES + " rules";
    Compare.say("  " + large);
    try (RunningContender one = gateway(harness, few);
        RunningContender other = gateway(harness, few * TIMES)) {
      harness.turns(
          List.of(
              new Trial(small, one, ConnectionsWork.measurement(harness)),
              new Trial(large, other, ConnectionsWork.measurement(harness))));
      harness.results().add(Goal.growth(large, Metric.CPU_EACH, small, LIMIT));
    }
  }

  private static RunningContender gateway(Harness harness, int rules) throws IOException {
    Setup setup = harness.setup("growth-" + rules + "-rules").withRules(rules);
    return harness.start(setup, Contender.DRAWBRIDGE).getFirst();
  }
}
