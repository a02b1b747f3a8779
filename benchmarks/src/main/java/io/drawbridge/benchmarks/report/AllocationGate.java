// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import io.drawbridge.benchmarks.LoopProfiler;
import io.drawbridge.benchmarks.plot.Quantity;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Holds the promise that relaying allocates nothing: less than one byte an operation.
 *
 * <p>Two counters have to agree, because each has its own way of being wrong.
 *
 * <ul>
 *   <li>{@link LoopProfiler#ALLOCATED}: the virtual machine's counter of the loop's own thread. No
 *       other thread can hide or fake it, so every single iteration has to pass.
 *   <li>{@link Measurement#ALLOCATED}: JMH's {@code gc} profiler, all threads of the process. It
 *       would also see an allocation that the relay makes elsewhere. It counts a few kilobytes an
 *       iteration that are JMH's own, which many operations make small, and in the last iteration
 *       the tear-down, which is why the middle iteration has to pass and not the mean.
 * </ul>
 *
 * What was not measured has not passed.
 */
final class AllocationGate {
  /** From here on it fails, in bytes by operation. */
  private static final double BOUND = 1;

  private AllocationGate() {}

  /** A sentence for each benchmark that failed; empty if all passed. */
  static List<String> failures(List<Measurement> measurements) {
    List<String> failures = new ArrayList<>();
    if (measurements.isEmpty()) {
      failures.add("nothing was measured");
    }
    for (Measurement each : measurements) {
      Optional<Figure> loop = each.extra(LoopProfiler.ALLOCATED);
      Optional<Figure> process = each.extra(Measurement.ALLOCATED);
      double most =
          loop.map(Figure::iterations).orElse(List.of()).stream()
              .mapToDouble(Double::doubleValue)
              .max()
              .orElse(Double.NaN);
      check(failures, each, most, "on its event loop");
      check(failures, each, process.map(Figure::median).orElse(Double.NaN), "in the process");
    }
    return failures;
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
