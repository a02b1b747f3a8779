// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.gate;

import io.drawbridge.benchmarks.LoopProfiler;
import io.drawbridge.benchmarks.compare.report.Median;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Holds the promise that relaying allocates nothing: less than one byte an operation, by two
 * counters that have to agree.
 *
 * <ul>
 *   <li>{@link LoopProfiler#ALLOCATED}, of the loop's own thread: no other can hide or fake it.
 *   <li>JMH's {@code gc} profiler, of all threads: it would also see what the relay allocates
 *       elsewhere. Some 7 KB an iteration are JMH's own, and are not held against the relay.
 * </ul>
 *
 * The leanest iteration counts: the smallest object takes 16 bytes, and what the relay allocates an
 * operation is in each of them, while the virtual machine's own bytes are in some (interpreted code
 * allocates until it is compiled again; the last iteration counts the tear-down).
 */
final class AllocationGate {
  /** From here on it fails, in bytes by operation. */
  private static final double BOUND = 1;

  /** What JMH allocates itself in an iteration, and a little more. */
  private static final double OWN_BYTES = 12 * 1024;

  private AllocationGate() {}

  /**
   * A sentence for each benchmark that failed; empty if all passed.
   *
   * @param iterationMicros how long an iteration is
   */
  static List<String> failures(List<RelayCost> costs, double iterationMicros) {
    List<String> failures = new ArrayList<>();
    if (costs.isEmpty()) {
      failures.add("nothing was measured");
    }
    for (RelayCost each : costs) {
      double own = OWN_BYTES * median(each.micros()) / iterationMicros;
      check(failures, each, least(each.loopBytes()), "on its event loop");
      check(failures, each, least(each.processBytes()) - own, "in the process");
    }
    return failures;
  }

  private static double least(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).min().orElse(Double.NaN);
  }

  private static double median(List<Double> values) {
    return Median.of(values).orElse(Double.NaN);
  }

  private static void check(List<String> failures, RelayCost of, double bytes, String where) {
    if (Double.isNaN(bytes)) {
      failures.add(of.name() + ": what it allocates " + where + " was not measured");
    } else if (bytes >= BOUND) {
      failures.add(
          String.format(
              Locale.ROOT,
              "%s allocates %.2f bytes an operation %s; the relay must stay below %.0f",
              of.name(),
              bytes,
              where,
              BOUND));
    }
  }

  /** What was found, for the log of a run that passed. */
  static String summary(RelayCost cost) {
    return String.format(
        Locale.ROOT,
        "%s: %.1f µs, %.2f B on the loop, %.2f B in the process",
        cost.name(),
        median(cost.micros()),
        least(cost.loopBytes()),
        least(cost.processBytes()));
  }
}
