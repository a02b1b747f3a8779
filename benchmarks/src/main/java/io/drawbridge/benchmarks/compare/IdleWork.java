// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.JvmHeap;
import io.drawbridge.benchmarks.compare.contender.MissingException;
import io.drawbridge.benchmarks.compare.contender.ProxyProcess;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.load.Connections;
import io.drawbridge.benchmarks.compare.load.LoadTarget;
import io.drawbridge.benchmarks.compare.report.Goal;
import io.drawbridge.benchmarks.compare.report.Metric;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

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
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @Override
  public String name() {
    return "idle";
  }

  @Override
  public void measure(Harness harness) throws IOException {
    boolean quick = harness.options().quick();
    int tunnels = quick ? FEW : Math.min(TUNNELS, harness.setup().tunnels() - 10 * PLAYERS);
    Names names = new Names(tunnels);
    for (int run = 1; run <= harness.options().runs(); run++) {
      for (Contender contender :
          new Contender[] {Contender.DRAWBRIDGE, Contender.HAPROXY, Contender.NGINX}) {
        Compare.say("  " + names.idle() + ", " + contender.label() + ", run " + run);
        String directory = "idle-" + contender.name().toLowerCase(Locale.ROOT) + "-";
        try (RunningContender who = harness.start(contender, harness.setup(directory + run))) {
          new Run(harness, who, names, run).take();
        } catch (MissingException e) {
          harness.results().missing(contender, e.getMessage());
        } catch (IOException e) {
          harness.failed(names.idle(), contender, e);
        }
      }
    }
    harness.results().add(Goal.most(names.idle(), Metric.RESIDENT, 6 * KB));
    harness.results().add(Goal.most(names.idle(), Metric.HEAP, 3 * KB));
    // A hundredth of a second in a second: 1 % of a processor.
    harness.results().add(Goal.most(names.idle(), Metric.IDLE_CPU, 1e7));
    harness.results().add(Goal.growth(names.beside(), Metric.P99, names.alone(), 1.2));
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

  private record Run(Harness harness, RunningContender who, Names names, int run) {
    void take() throws IOException {
      Trial alone = game(names.alone());
      // The code of opening and closing is loaded and compiled before it is weighed; with a few
      // tunnels at a time, because the memory of many would stay and then be missing in the
      // difference.
      for (int round = 0; round < (harness.options().quick() ? 1 : ROUNDS); round++) {
        open(Math.min(FEW, names.tunnels() / 4)).close();
        harness.target().await(0, LIMIT);
      }
      harness.warmUp(alone);
      // Before and after, so that what a process gains or loses with its age is on both sides of
      // what is between; each after a collection, like that.
      collect();
      harness.take(alone, run, harness.options().length(), 0);
      harness.take(
          new Trial(names.idle(), who, (_, _) -> idle()), run, harness.options().length(), 0);
      collect();
      harness.take(alone, run, harness.options().length(), 0);
    }

    private Trial game(String work) {
      return new Trial(work, who, PingPongWork.closed(harness, MESSAGE, PLAYERS));
    }

    private Connections open(int number) throws IOException {
      return Connections.open(who.plain(), harness.target(), LoadTarget.Mode.ECHO, number);
    }

    /** Bytes of heap in use after a full collection; 0 where there is no heap. */
    private long collect() throws IOException {
      return who.contender() == Contender.DRAWBRIDGE
          ? JvmHeap.bytesAfterCollection(who.process().orElseThrow().process().pid())
          : 0;
    }

    private long residentEach(ProxyProcess process, long before) throws IOException {
      return (process.tree().residentBytes() - before) / names.tunnels();
    }

    private Trial.Reading idle() throws IOException {
      ProxyProcess process = who.process().orElseThrow();
      Duration length = harness.options().length();
      long heap = collect();
      long before = process.tree().residentBytes();
      try (Connections _ = open(names.tunnels())) {
        harness.target().await(names.tunnels(), LIMIT);
        Interval.pause(length);
        long atOnce = residentEach(process, before);
        Interval rest =
            Interval.idle(who, harness.options().quick() ? length : Duration.ofSeconds(5));
        long own = (collect() - heap) / names.tunnels();
        boolean jvm = who.contender() == Contender.DRAWBRIDGE;
        Trial.Reading reading =
            new Trial.Reading(Map.of(Metric.RESIDENT_AT_ONCE, atOnce), List.of())
                .with(Metric.IDLE_CPU, rest.cpuNanosPerSecond())
                .with(Metric.HEAP, jvm ? OptionalLong.of(own) : OptionalLong.empty())
                .with(Metric.RESIDENT, residentEach(process, before));
        harness.take(game(names.beside()), run, length, names.tunnels());
        return reading;
      }
    }
  }
}
