// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.Haproxy;
import io.drawbridge.benchmarks.compare.contender.MissingException;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.contender.Setup;
import io.drawbridge.benchmarks.compare.load.BulkStreams;
import io.drawbridge.benchmarks.compare.load.ConnectionLoad;
import io.drawbridge.benchmarks.compare.load.Handshake;
import io.drawbridge.benchmarks.compare.load.LoadTarget;
import io.drawbridge.benchmarks.compare.report.Goal;
import io.drawbridge.benchmarks.compare.report.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/**
 * TLS 1.3 on the client's leg. For bulk and ping-pong another HAProxy is the TLS client, for
 * everyone the same; handshakes are made by the generator itself. After them neither Drawbridge nor
 * HAProxy dials the target; nginx does, and cannot be told not to.
 */
final class TlsWork implements Work {
  private static final int HANDSHAKERS = 4;
  private static final int MESSAGE = 64;
  private static final int PLAYERS = 16;
  private static final List<BulkStreams.Direction> ONE_WAY =
      List.of(BulkStreams.Direction.DOWN, BulkStreams.Direction.UP);
  private static final String PING_PONG = "TLS ping-pong " + MESSAGE + " B ×" + PLAYERS;

  @Override
  public String name() {
    return "tls";
  }

  @Override
  public void measure(Harness harness) throws IOException {
    List<RunningContender> everyone =
        harness.start(
            harness.setup(name()), Contender.DRAWBRIDGE, Contender.HAPROXY, Contender.NGINX);
    try {
      handshakes(harness, everyone, false);
      handshakes(harness, everyone, true);
      throughSideCars(harness, everyone);
    } finally {
      everyone.forEach(RunningContender::close);
    }
  }

  private static void throughSideCars(Harness harness, List<RunningContender> everyone)
      throws IOException {
    List<RunningContender> sideCars = new ArrayList<>();
    List<RunningContender> behind = new ArrayList<>();
    try {
      for (RunningContender who : everyone) {
        RunningContender sideCar = sideCar(harness, who);
        sideCars.add(sideCar);
        // What it uses is measured at the contender, not at its side car.
        behind.add(
            new RunningContender(who.contender(), sideCar.plain(), who.tls(), who.process()));
      }
      for (BulkStreams.Direction direction : ONE_WAY) {
        harness.turns(work(direction), behind, BulkWork.measurement(harness, direction, 1));
      }
      harness.turns(PING_PONG, behind, PingPongWork.closed(harness, MESSAGE, PLAYERS));
    } catch (MissingException e) {
      harness.results().missing(Contender.HAPROXY, "no TLS client for bulk: " + e.getMessage());
    } finally {
      sideCars.forEach(RunningContender::close);
    }
    for (BulkStreams.Direction direction : ONE_WAY) {
      harness.results().add(Goal.haproxy(work(direction), Metric.CPU_PER_GB, 1.0));
    }
    harness.results().add(Goal.haproxy(PING_PONG, Metric.CPU_PER_TRIP, 1.0));
  }

  private static RunningContender sideCar(Harness harness, RunningContender who)
      throws IOException, MissingException {
    String name = who.contender().name().toLowerCase(Locale.ROOT);
    Setup setup = harness.setup("tls-client-of-" + name);
    RunningContender sideCar = Haproxy.sideCar(setup, who.tls());
    harness.directory().keep(setup.directory());
    return sideCar;
  }

  private static String work(BulkStreams.Direction direction) {
    return "TLS bulk " + direction.name().toLowerCase(Locale.ROOT) + " ×1";
  }

  private static void handshakes(Harness harness, List<RunningContender> everyone, boolean resume)
      throws IOException {
    String work = "TLS handshakes, " + (resume ? "resumed" : "full");
    harness.turns(
        work,
        everyone,
        (who, length) -> {
          harness.target().become(LoadTarget.Mode.ECHO);
          LongAdder resumed = new LongAdder();
          ConnectionLoad load =
              ConnectionLoad.start(
                  HANDSHAKERS,
                  Handshake.of(who.handshake(), harness.setup().certificate(), resume, resumed),
                  ConnectionLoad.END);
          return ConnectionsWork.rate(harness, who, length, load)
              .with(Metric.RESUMED, resumed.sum() * 1000 / Math.max(1, load.done()));
        });
    harness.results().add(Goal.haproxy(work, Metric.CPU_EACH, 2.0));
  }
}
