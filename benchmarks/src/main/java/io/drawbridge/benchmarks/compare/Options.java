// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the command was told.
 *
 * @param told the words, without where the results go
 * @param source where the sources are
 * @param home the distribution
 * @param out where the results go
 * @param quick whether only to see that everything works
 * @param works which works, by name
 * @param runs how many runs count
 * @param workers event loops, threads or worker processes of each contender
 * @param length of a run
 * @param warmUp of Drawbridge, repeated while it helps
 */
record Options(
    List<String> told,
    Path source,
    Path home,
    Path out,
    boolean quick,
    Set<String> works,
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
    Map<String, String> values = new java.util.HashMap<>();
    boolean quick = false;
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (word.equals("--quick")) {
        quick = true;
      } else if (!Set.of("--only", "--runs", "--seconds", "--warm-up", "--workers", "--out")
          .contains(word)) {
        throw new IllegalArgumentException("unknown: " + word);
      } else if (++i == words.size()) {
        throw new IllegalArgumentException(word + " needs a value");
      } else {
        values.put(word, words.get(i));
      }
    }
    List<String> told = new ArrayList<>(words);
    // The results may be published: whose directory that was is of no interest.
    for (int out = told.indexOf("--out"); out >= 0; out = told.indexOf("--out")) {
      told.subList(out, out + 2).clear();
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

  private static Set<String> works(String only) {
    if (only == null) {
      return new LinkedHashSet<>(Work.names());
    }
    Set<String> works = new LinkedHashSet<>(Arrays.asList(only.split(",")));
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
    String text = values.get(name);
    if (text == null) {
      return otherwise;
    }
    if (!text.matches("[0-9]{1,4}")
        || Integer.parseInt(text) < 1
        || Integer.parseInt(text) > MOST) {
      throw new IllegalArgumentException(name + " is a number from 1 to " + MOST + ", not " + text);
    }
    return Integer.parseInt(text);
  }
}
