// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.load.BulkStreams;
import io.drawbridge.benchmarks.compare.report.Goal;
import io.drawbridge.benchmarks.compare.report.Metric;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Streams that carry as much as goes through, in each direction. */
final class BulkWork implements Work {
  private static final long GIGABYTE = 1_000_000_000;

  @Override
  public String name() {
    return "bulk";
  }

  @Override
  public void measure(Harness harness) throws IOException {
    boolean quick = harness.options().quick();
    List<RunningContender> everyone = harness.start(harness.setup(name()), Contender.values());
    try {
      for (BulkStreams.Direction direction : BulkStreams.Direction.values()) {
        if (quick && direction != BulkStreams.Direction.BOTH) {
          continue;
        }
        for (int streams : quick ? new int[] {8} : new int[] {1, 8, 64}) {
          String work = "bulk " + direction.name().toLowerCase(Locale.ROOT) + " ×" + streams;
          harness.turns(work, everyone, measurement(harness, direction, streams));
          goals(harness, work);
        }
      }
    } finally {
      everyone.forEach(RunningContender::close);
    }
  }

  private static void goals(Harness harness, String work) {
    Goal cpu = Goal.better(work, Metric.CPU_PER_GB, 0.5);
    Goal throughput = Goal.better(work, Metric.THROUGHPUT, 1.2);
    List.of(cpu, throughput, cpu.copying(1.0), throughput.copying(1.0))
        .forEach(harness.results()::add);
  }

  /** Through the plain entrance; with a side car in front that is one of TLS. */
  static Trial.Measurement measurement(
      Harness harness, BulkStreams.Direction direction, int streams) {
    return (who, length) -> {
      try (BulkStreams bulk =
          BulkStreams.start(who.plain(), harness.target(), direction, streams)) {
        Interval.pause(harness.options().settle());
        Interval interval = Interval.of(who, length, bulk::bytes);
        return Trial.Reading.of(interval, Metric.THROUGHPUT, Metric.CPU_PER_GB, GIGABYTE);
      }
    };
  }
}
