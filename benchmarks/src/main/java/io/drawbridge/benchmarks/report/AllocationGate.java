// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import io.drawbridge.benchmarks.LoopProfiler;
import io.drawbridge.benchmarks.RelayPath;
import io.drawbridge.benchmarks.plot.Quantity;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/**
 * Holds the promise that relaying allocates nothing: less than one byte an operation.
 *
 * <p>Two counters have to agree, because each has its own way of being wrong.
 *
 * <ul>
 *   <li>{@link LoopProfiler#ALLOCATED}: the virtual machine's counter of the loop's own thread. No
 *       other thread can hide or fake it, so every single iteration has to pass. Only where bytes
 *       are spliced it is the middle iteration: when the virtual machine throws compiled code away
 *       (a branch is taken for the first time), the native calls allocate some tens of kilobytes
 *       until it is compiled again, and there are few operations to share them.
 *   <li>{@link Measurement#ALLOCATED}: JMH's {@code gc} profiler, all threads of the process. It
 *       would also see an allocation that the relay makes elsewhere. It counts some 7 KB an
 *       iteration that are JMH's own, and are not held against the relay: on a slow machine they
 *       would be a byte or two an operation. In the last iteration it counts the tear-down, which
 *       is why the middle iteration has to pass and not the mean.
 * </ul>
 *
 * What was not measured has not passed.
 */
final class AllocationGate {
  /** From here on it fails, in bytes by operation. */
  private static final double BOUND = 1;

  /** What JMH allocates itself in an iteration, and a little more. */
  private static final double OWN_BYTES = 12 * 1024;

  private static final String LOOP = "on its event loop";

  private AllocationGate() {}

  /**
   * A sentence for each benchmark that failed; empty if all passed.
   *
   * @param measurements of average times
   * @param iteration how long an iteration of one is, in the unit of its score
   */
  static List<String> failures(
      List<Measurement> measurements, ToDoubleFunction<Measurement> iteration) {
    List<String> failures = new ArrayList<>();
    if (measurements.isEmpty()) {
      failures.add("nothing was measured");
    }
    for (Measurement each : measurements) {
      Optional<Figure> loop = each.extra(LoopProfiler.ALLOCATED);
      Optional<Figure> process = each.extra(Measurement.ALLOCATED);
      double own = OWN_BYTES * each.primary().median() / iteration.applyAsDouble(each);
      check(failures, each, loop.map(it -> decisive(each, it)).orElse(Double.NaN), LOOP);
      check(
          failures,
          each,
          process.map(it -> it.median() - own).orElse(Double.NaN),
          "in the process");
    }
    return failures;
  }

  private static double decisive(Measurement of, Figure loop) {
    if (loop.iterations().isEmpty()) {
      return Double.NaN;
    }
    return RelayPath.SPLICE.name().equals(of.params().get("path"))
        ? loop.median()
        : Collections.max(loop.iterations());
  }

  private static void check(List<String> failures, Measurement of, double bytes, String where) {
    if (Double.isNaN(bytes)) {
      failures.add(of.key() + ": what it allocates " + where + " was not measured");
    } else if (bytes >= BOUND) {
      failures.add(
          "%s allocates %s bytes an operation %s; the relay must stay below %s"
              .formatted(of.key(), Quantity.text(bytes), where, Quantity.text(BOUND)));
    }
  }

  /** What was found, a line each, for the log of a run that passed. */
  static String summary(List<Measurement> measurements) {
    List<List<String>> rows = new ArrayList<>();
    for (Measurement each : measurements) {
      rows.add(
          List.of(
              each.key(),
              MarkdownTable.scored(each.primary()),
              each.extra(LoopProfiler.ALLOCATED).map(f -> Quantity.text(f.median())).orElse("–"),
              each.extra(Measurement.ALLOCATED).map(f -> Quantity.text(f.median())).orElse("–")));
    }
    return MarkdownTable.of(List.of("benchmark", "score", "loop B/op", "process B/op"), rows);
  }
}
