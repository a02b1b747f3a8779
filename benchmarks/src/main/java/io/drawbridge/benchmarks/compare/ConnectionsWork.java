// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.load.ByteExchange;
import io.drawbridge.benchmarks.compare.load.ConnectionLoad;
import io.drawbridge.benchmarks.compare.load.LoadTarget;
import io.drawbridge.benchmarks.compare.report.Goal;
import io.drawbridge.benchmarks.compare.report.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * New connections, one byte there and back on each. Drawbridge verifies a credential (which it
 * remembers), decides by a rule, records the grant and the end; the others forward.
 */
final class ConnectionsWork implements Work {
  private static final int CLIENTS = 16;

  @Override
  public String name() {
    return "connections";
  }

  @Override
  public void measure(Harness harness) throws IOException {
    List<RunningContender> everyone =
        harness.start(
            harness.setup(name()),
            Contender.DRAWBRIDGE,
            Contender.HAPROXY,
            Contender.NGINX,
            Contender.DIRECT);
    try {
      String work = "new connections ×" + CLIENTS;
      harness.turns(work, everyone, measurement(harness));
      harness.results().add(Goal.haproxy(work, Metric.RATE, 0.5));
    } finally {
      everyone.forEach(RunningContender::close);
    }
  }

  static Trial.Measurement measurement(Harness harness) {
    return (who, length) -> {
      harness.target().become(LoadTarget.Mode.ECHO);
      return rate(
          harness,
          who,
          length,
          ConnectionLoad.start(CLIENTS, _ -> new ByteExchange(who.plain()), ConnectionLoad.END));
    };
  }

  /** Measures the rate of exchanges, and throws if one failed. */
  static Trial.Reading rate(
      Harness harness, RunningContender who, Duration length, ConnectionLoad started)
      throws IOException {
    Interval interval;
    try (ConnectionLoad load = started) {
      Interval.pause(harness.options().settle());
      interval = Interval.of(who, length, load::done);
    }
    started.check();
    return Trial.Reading.of(interval, Metric.RATE, Metric.CPU_EACH, 1)
        .with(Metric.PROCESSORS, interval.cpuNanosPerSecond());
  }
}
