// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.Haproxy;
import io.drawbridge.benchmarks.compare.contender.MissingException;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.contender.Setup;
import io.drawbridge.benchmarks.compare.load.Bulk;
import io.drawbridge.benchmarks.compare.load.Handshake;
import io.drawbridge.benchmarks.compare.load.Target;
import io.drawbridge.benchmarks.compare.load.Visits;
import io.drawbridge.benchmarks.compare.report.Goal;
import io.drawbridge.benchmarks.compare.report.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;

/**
 * TLS 1.3 on the client's leg. For bulk and ping-pong another HAProxy is the TLS client, for
 * everyone the same; handshakes are made by the generator itself.
 */
final class TlsWork implements Work {
  private static final int HANDSHAKERS = 4;
  private static final int MESSAGE = 64;
  private static final int PLAYERS = 16;

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public void measure(Ground ground) throws IOException {
    List<RunningContender> everyone =
        ground.start(Contender.DRAWBRIDGE, Contender.HAPROXY, Contender.NGINX);
    try {
      handshakes(ground, everyone, false);
      handshakes(ground, everyone, true);
      throughSideCars(ground, everyone);
    } finally {
      everyone.forEach(RunningContender::close);
    }
  }

  private static void throughSideCars(Ground ground, List<RunningContender> everyone)
      throws IOException {
    List<RunningContender> sideCars = new ArrayList<>();
    List<RunningContender> behind = new ArrayList<>();
    try {
      Setup setup = ground.setup();
      for (RunningContender who : everyone) {
        RunningContender sideCar =
            Haproxy.sideCar(setup.in(setup.directory().resolve(who.contender().name())), who.tls());
        sideCars.add(sideCar);
        // What it uses is measured at the contender, not at its side car.
        behind.add(
            new RunningContender(who.contender(), sideCar.plain(), who.tls(), who.process()));
      }
      bulk(ground, behind, "TLS bulk down ×1", Bulk.Direction.DOWN);
      bulk(ground, behind, "TLS bulk up ×1", Bulk.Direction.UP);
      String work = "TLS ping-pong " + MESSAGE + " B ×" + PLAYERS;
      Compare.say("  " + work);
      ground.turns(Lane.all(work, behind, PingPongWork.closed(ground, MESSAGE, PLAYERS)));
      ground.results().add(Goal.haproxy(work, Metric.CPU_PER_TRIP, 1.0));
    } catch (MissingException e) {
      ground.results().missing(Contender.HAPROXY, "no TLS client for bulk: " + e.getMessage());
    } finally {
      sideCars.forEach(RunningContender::close);
    }
  }

  private static void bulk(
      Ground ground, List<RunningContender> behind, String work, Bulk.Direction direction)
      throws IOException {
    Compare.say("  " + work);
    ground.turns(Lane.all(work, behind, BulkWork.measurement(ground, direction, 1)));
    ground.results().add(Goal.haproxy(work, Metric.CPU_PER_GB, 1.0));
  }

  private static void handshakes(Ground ground, List<RunningContender> everyone, boolean resume)
      throws IOException {
    String work = "TLS handshakes, " + (resume ? "resumed" : "full");
    Compare.say("  " + work);
    ground.turns(
        Lane.all(
            work,
            everyone,
            (who, length) -> {
              ground.target().become(Target.Mode.ECHO);
              LongAdder resumed = new LongAdder();
              Visits visits =
                  Visits.start(
                      HANDSHAKERS,
                      Handshake.of(who.tls(), ground.setup().certificate(), resume, resumed));
              Lane.Reading reading = ConnectionsWork.visits(ground, who, length, visits);
              Map<Metric, Long> values = new EnumMap<>(reading.values());
              values.put(Metric.RESUMED, resumed.sum() * 1000 / Math.max(1, visits.done()));
              return new Lane.Reading(values, Optional.empty());
            }));
    ground.results().add(Goal.haproxy(work, Metric.CPU_EACH, 2.0));
  }
}
