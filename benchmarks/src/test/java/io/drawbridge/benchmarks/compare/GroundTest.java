// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.Entrance;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.report.Metric;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run counts by what it did, whatever others leave behind. */
@Timeout(60)
class GroundTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void aConnectionFromBeforeARunDoesNotSpoilIt() throws Exception {
    try (Ground ground = new Ground(Options.parse(directory, List.of("--quick")))) {
      Entrance entrance = Entrance.open(ground.target().address());
      RunningContender direct =
          new RunningContender(Contender.DIRECT, entrance, entrance, Optional.empty());
      SocketChannel straggler = SocketChannel.open(entrance.address());
      ground.target().await(1, LIMIT);
      Lane lane =
          new Lane(
              "work",
              direct,
              (_, _) -> {
                straggler.close();
                ground.target().await(0, LIMIT);
                return new Lane.Reading(Map.of(Metric.RATE, 7L), Optional.empty());
              });
      ground.take(lane, 1, Duration.ZERO);
      assertEquals(List.of(), ground.results().failures());
      assertEquals(7, ground.results().median("work", Contender.DIRECT, Metric.RATE).orElseThrow());
    }
  }
}
