// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the command was told.
 *
 * @param told the words, without where the results go
 * @param quick whether only to see that everything works
 * @param workers event loops, threads or worker processes of each contender
 * @param warmUp of Drawbridge, repeated while it helps
 */
record Options(
    List<String> told,
    Path source,
    Path home,
    Path out,
    boolean quick,
    List<String> works,
    int runs,
    int workers,
    Duration length,
    Duration warmUp) {
  static final String USAGE =
      """
      usage: benchmarks/compare [--quick] [--only WORK,...] [--runs N] [--seconds N] [--warm-up N] [--workers N] [--out DIR]
        --quick     one short run of a part, to see that everything works: its numbers mean nothing
        --only      %s
        --runs      how many runs count (5)
        --seconds   how long one run is (3)
        --warm-up   seconds of each load at a time that warm Drawbridge up (4)
        --workers   event loops, threads, worker processes of each proxy (1)
        --out       where the results go (benchmarks/target/compare)
      """
          .formatted(String.join(", ", Work.names()));

  private static final Duration SHORT = Duration.ofMillis(250);
  private static final Duration WARM_UP = Duration.ofSeconds(4);
  private static final int RUNS = 5;
  private static final Duration LENGTH = Duration.ofSeconds(3);
  private static final int MOST = 1000;
  private static final Set<String> WITH_VALUE =
      Set.of("--only", "--runs", "--seconds", "--warm-up", "--workers", "--out");

  /** A short time before a run counts: connections find their pace. */
  Duration settle() {
    return quick ? SHORT.dividedBy(3) : SHORT;
  }

  /** The warm-up of programs that are compiled already. */
  Duration nativeWarmUp() {
    return quick ? SHORT.dividedBy(3) : Duration.ofSeconds(1);
  }

  /**
   * Reads the command line.
   *
   * @throws IllegalArgumentException with what is wrong
   */
  static Options parse(Path source, List<String> words) {
    Map<String, String> values = new HashMap<>();
    List<String> told = new ArrayList<>();
    boolean quick = false;
    for (Iterator<String> left = words.iterator(); left.hasNext(); ) {
      String word = left.next();
      if (word.equals("--quick")) {
        quick = true;
        told.add(word);
      } else if (!WITH_VALUE.contains(word)) {
        throw new IllegalArgumentException("unknown: " + word);
      } else if (!left.hasNext()) {
        throw new IllegalArgumentException(word + " needs a value");
      } else {
        values.put(word, left.next());
        if (!word.equals("--out")) {
          // The results may be published: whose directory that was is of no interest.
          told.addAll(List.of(word, values.get(word)));
        }
      }
    }
    return new Options(
        List.copyOf(told),
        source,
        source.resolve("distribution/target/drawbridge"),
        Path.of(
                values.getOrDefault(
                    "--out", source.resolve("benchmarks/target/compare").toString()))
            .toAbsolutePath(),
        quick,
        works(values.get("--only")),
        number(values, "--runs", quick ? 1 : RUNS),
        number(values, "--workers", 1),
        length(values, "--seconds", quick ? SHORT : LENGTH),
        length(values, "--warm-up", quick ? SHORT : WARM_UP));
  }

  private static List<String> works(String only) {
    List<String> works = only == null ? Work.names() : List.of(only.split(","));
    for (String work : works) {
      if (!Work.names().contains(work)) {
        throw new IllegalArgumentException("no work " + work);
      }
    }
    return works;
  }

  private static Duration length(Map<String, String> values, String name, Duration otherwise) {
    return values.containsKey(name) ? Duration.ofSeconds(number(values, name, 1)) : otherwise;
  }

  private static int number(Map<String, String> values, String name, int otherwise) {
    String text = values.getOrDefault(name, "" + otherwise);
    if (!text.matches("[1-9][0-9]{0,2}|" + MOST)) {
      throw new IllegalArgumentException(name + " is a number from 1 to " + MOST + ", not " + text);
    }
    return Integer.parseInt(text);
  }
}
