// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.Entrance;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.report.Metric;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run counts by what it did, whatever others leave behind. */
@Timeout(60)
class HarnessTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir Path directory;

  @Test
  void aConnectionFromBeforeARunDoesNotSpoilIt() throws Exception {
    try (Harness harness = Harness.open(Options.parse(directory, List.of("--quick")))) {
      Entrance entrance = Entrance.open(harness.target().address());
      RunningContender direct =
          new RunningContender(Contender.DIRECT, entrance, entrance, Optional.empty());
      SocketChannel straggler = SocketChannel.open(entrance.address());
      harness.target().await(1, LIMIT);
      Trial trial =
          new Trial(
              "work",
              direct,
              (_, _) -> {
                straggler.close();
                harness.target().await(0, LIMIT);
                return new Trial.Reading(Map.of(Metric.RATE, 7L), List.of());
              });
      harness.take(trial, 1, Duration.ZERO, 0);
      assertEquals(List.of(), harness.results().failures());
      assertEquals(
          7, harness.results().median("work", Contender.DIRECT, Metric.RATE).orElseThrow());
    }
  }

  private static Trial.Reading cpu(long nanos) {
    return new Trial.Reading(Map.of(Metric.CPU_EACH, nanos), List.of());
  }

  private static RunningContender running(Harness harness, Contender contender) {
    Entrance entrance = Entrance.open(harness.target().address());
    return new RunningContender(contender, entrance, entrance, Optional.empty());
  }

  /** How often it is warmed up, if that is what its warm-ups cost; 0 is one that fails. */
  private static int warmUps(Harness harness, Long... costs) {
    Deque<Long> left = new ArrayDeque<>(List.of(costs));
    harness.warmUp(
        new Trial(
            "work",
            running(harness, Contender.DRAWBRIDGE),
            (_, _) -> {
              long cost = left.remove();
              if (cost == 0) {
                throw new IOException("failed");
              }
              return cpu(cost);
            }));
    return costs.length - left.size();
  }

  @Test
  void warmingUpEndsWhenItTwiceGainedNothing() throws Exception {
    try (Harness harness = Harness.open(Options.parse(directory, List.of()))) {
      assertEquals(3, warmUps(harness, 100L, 100L, 99L, 98L, 97L));
      assertEquals(5, warmUps(harness, 100L, 80L, 60L, 50L, 40L, 30L), "five at most");
      assertEquals(
          4, warmUps(harness, 100L, 50L, 60L, 50L, 50L), "against the least, not the last");
      assertEquals(5, warmUps(harness, 100L, 100L, 80L, 80L, 80L), "one comparison is none");
    }
  }

  @Test
  void aWarmUpThatFailsDoesNotEndIt() throws Exception {
    try (Harness harness = Harness.open(Options.parse(directory, List.of()))) {
      assertEquals(4, warmUps(harness, 0L, 100L, 100L, 100L, 100L));
      assertEquals(4, warmUps(harness, 100L, 0L, 100L, 100L, 100L));
    }
  }

  @Test
  void nobodyAlwaysComesAfterTheSameOne() throws Exception {
    StringBuilder order = new StringBuilder();
    try (Harness harness = Harness.open(Options.parse(directory, List.of("--runs", "3")))) {
      harness.turns(
          Stream.of(Contender.HAPROXY, Contender.NGINX, Contender.DIRECT)
              .map(
                  contender ->
                      new Trial(
                          "work",
                          running(harness, contender),
                          (who, _) -> {
                            order.append(who.contender().label().charAt(0));
                            return cpu(1);
                          }))
              .toList());
    }
    assertEquals("Hnd" + "Hnd" + "ndH" + "dHn", order.toString(), "warm-up, then three runs");
  }

  @Test
  void nothingIsLeftBesideTheResults() throws Exception {
    Options options = Options.parse(directory, List.of("--out", directory.toString()));
    try (Harness harness = Harness.open(options)) {
      Files.writeString(harness.setup("one").directory().resolve("audit.jsonl"), "{}");
      assertTrue(harness.directory().path().startsWith(directory));
    }
    try (Stream<Path> left = Files.list(directory)) {
      assertEquals(List.of(), left.toList());
    }
    assertEquals(List.of(), options.told(), "whose directory that was is not told");
  }

  @Test
  void everyConfigurationIsKeptAndALongOneShortened() throws Exception {
    try (Harness harness = Harness.open(Options.parse(directory, List.of()))) {
      for (String name : List.of("one", "other")) {
        Path own = harness.setup(name).directory();
        Files.writeString(own.resolve("x.cfg"), "key = " + own + "/key.pem\n");
        Files.writeString(own.resolve("long.toml"), "line\n".repeat(4000));
        harness.directory().keep(own);
      }
      Map<String, String> texts = harness.directory().configurations();
      assertEquals(
          Set.of("one/x.cfg", "one/long.toml", "other/x.cfg", "other/long.toml"), texts.keySet());
      assertEquals("key = DIRECTORY/one/key.pem\n", texts.get("one/x.cfg"));
      assertEquals(71, texts.get("one/long.toml").lines().count());
      assertTrue(texts.get("one/long.toml").contains("# and so on: 3930 lines"));
    }
  }
}
