// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.load.ByteVisit;
import io.drawbridge.benchmarks.compare.load.Target;
import io.drawbridge.benchmarks.compare.load.Visits;
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
  public void measure(Ground ground) throws IOException {
    List<RunningContender> everyone =
        ground.start(Contender.DRAWBRIDGE, Contender.HAPROXY, Contender.NGINX, Contender.DIRECT);
    try {
      String work = "new connections ×" + CLIENTS;
      Compare.say("  " + work);
      ground.turns(Lane.all(work, everyone, measurement(ground)));
      ground.results().add(Goal.haproxy(work, Metric.RATE, 0.5));
    } finally {
      everyone.forEach(RunningContender::close);
    }
  }

  static Lane.Measurement measurement(Ground ground) {
    return (who, length) -> {
      ground.target().become(Target.Mode.ECHO);
      return visits(ground, who, length, Visits.start(CLIENTS, _ -> new ByteVisit(who.plain())));
    };
  }

  /** Measures visits, and throws if one failed. */
  static Lane.Reading visits(Ground ground, RunningContender who, Duration length, Visits started)
      throws IOException {
    Lane.Reading reading;
    try (Visits visits = started) {
      Stretch.pause(ground.options().settle());
      reading =
          Lane.Reading.of(Stretch.of(who, length, visits::done), Metric.RATE, Metric.CPU_EACH);
    }
    started.check();
    return reading;
  }
}
