// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.JvmHeap;
import io.drawbridge.benchmarks.compare.contender.MissingException;
import io.drawbridge.benchmarks.compare.contender.ProxyProcess;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.load.IdleTunnels;
import io.drawbridge.benchmarks.compare.report.Goal;
import io.drawbridge.benchmarks.compare.report.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tunnels on which nothing happens: what each holds, whether they cost time, and whether others
 * notice them. Each run has a fresh process: memory that was used once is not given back.
 */
final class IdleWork implements Work {
  private static final int TUNNELS = 7000;
  private static final int FEW = 200;
  private static final int ROUNDS = 30;
  private static final int MESSAGE = 64;
  private static final int PLAYERS = 16;
  private static final int KB = 1024;

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public void measure(Ground ground) throws IOException {
    boolean quick = ground.options().quick();
    int tunnels = quick ? FEW : Math.min(TUNNELS, ground.setup().tunnels() - 10 * PLAYERS);
    Names names = new Names(tunnels);
    for (int run = 1; run <= ground.options().runs(); run++) {
      for (Contender contender :
          new Contender[] {Contender.DRAWBRIDGE, Contender.HAPROXY, Contender.NGINX}) {
        Compare.say("  " + names.idle() + ", " + contender.label() + ", run " + run);
        try (RunningContender who = ground.start(contender, ground.setup())) {
          run(ground, who, names, run);
        } catch (MissingException e) {
          ground.results().missing(contender, e.getMessage());
        }
      }
    }
    ground.results().add(Goal.most(names.idle(), Metric.RESIDENT, 6 * KB));
    ground.results().add(Goal.most(names.idle(), Metric.HEAP, 3 * KB));
    // A hundredth of a second in a second: 1 % of a processor.
    ground.results().add(Goal.most(names.idle(), Metric.IDLE_CPU, 1e7));
    ground.results().add(Goal.growth(names.beside(), Metric.P99, names.alone(), 1.2));
  }

  private record Names(int tunnels) {
    String idle() {
      return "idle tunnels ×" + tunnels;
    }

    String alone() {
      return "ping-pong ×" + PLAYERS + " without idle tunnels";
    }

    String beside() {
      return "ping-pong ×" + PLAYERS + " beside " + tunnels + " idle tunnels";
    }
  }

  private static void run(Ground ground, RunningContender who, Names names, int run)
      throws IOException {
    Lane.Measurement game = PingPongWork.closed(ground, MESSAGE, PLAYERS);
    Lane alone = new Lane(names.alone(), who, game);
    // The code of opening and closing is loaded and compiled before it is weighed; with a few
    // tunnels at a time, because the memory of many would stay and then be missing in the
    // difference.
    for (int round = 0; round < (ground.options().quick() ? 1 : ROUNDS); round++) {
      IdleTunnels.open(who.plain(), ground.target(), Math.min(FEW, names.tunnels() / 4)).close();
      ground.target().await(0, Duration.ofSeconds(20));
    }
    ground.warmUp(alone);
    ground.take(alone, run, ground.options().length());
    ground.take(
        new Lane(names.idle(), who, (_, length) -> idle(ground, who, names, run)),
        run,
        ground.options().length());
  }

  private static Lane.Reading idle(Ground ground, RunningContender who, Names names, int run)
      throws IOException {
    ProxyProcess process = who.process().orElseThrow();
    boolean java = who.contender() == Contender.DRAWBRIDGE;
    JvmHeap heap = new JvmHeap(process.pid());
    long heapBefore = java ? heap.bytesAfterCollection() : 0;
    long before = process.tree().residentBytes();
    Map<Metric, Long> values = new EnumMap<>(Metric.class);
    try (IdleTunnels _ = IdleTunnels.open(who.plain(), ground.target(), names.tunnels())) {
      ground.target().await(names.tunnels(), Duration.ofSeconds(20));
      Stretch.pause(ground.options().length());
      values.put(
          Metric.RESIDENT_AT_ONCE, (process.tree().residentBytes() - before) / names.tunnels());
      Stretch rest =
          Stretch.idle(
              who, ground.options().quick() ? ground.options().length() : Duration.ofSeconds(5));
      values.put(Metric.IDLE_CPU, Math.round(rest.cpuNanos() * 1e9 / rest.nanos()));
      if (java) {
        values.put(Metric.HEAP, (heap.bytesAfterCollection() - heapBefore) / names.tunnels());
      }
      values.put(Metric.RESIDENT, (process.tree().residentBytes() - before) / names.tunnels());
      ground.take(
          new Lane(names.beside(), who, PingPongWork.closed(ground, MESSAGE, PLAYERS)),
          run,
          ground.options().length(),
          names.tunnels());
    }
    return new Lane.Reading(values, Optional.empty());
  }
}
