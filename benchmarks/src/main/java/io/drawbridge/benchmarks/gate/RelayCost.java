// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.gate;

import io.drawbridge.benchmarks.LoopProfiler;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;

/**
 * What JMH found for one benchmark of the relay, in average time.
 *
 * @param name with its parameters
 * @param micros an operation took, by iteration
 * @param loopBytes an operation allocated on the event loop, by iteration; of those in which the
 *     profiler found the loop
 * @param processBytes an operation allocated in the process, by iteration
 */
record RelayCost(
    String name, List<Double> micros, List<Double> loopBytes, List<Double> processBytes) {
  private static final String PROCESS = "gc.alloc.rate.norm";

  static RelayCost of(RunResult result) {
    List<IterationResult> iterations =
        result.getBenchmarkResults().stream()
            .flatMap(fork -> fork.getIterationResults().stream())
            .toList();
    String path = result.getParams().getParam("path");
    String benchmark = result.getParams().getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)", "$1");
    return new RelayCost(
        benchmark + " (" + path + ", " + result.getParams().getParam("payload") + " B)",
        iterations.stream().map(iteration -> iteration.getPrimaryResult().getScore()).toList(),
        profiled(iterations, LoopProfiler.ALLOCATED),
        profiled(iterations, PROCESS));
  }

  /** JMH sets a middle dot before the names of some profilers' results. */
  private static List<Double> profiled(List<IterationResult> iterations, String label) {
    List<Double> scores = new ArrayList<>();
    for (IterationResult iteration : iterations) {
      for (Result<?> each : iteration.getSecondaryResults().values()) {
        if (each.getLabel().replace("\u00b7", "").equals(label)) {
          scores.add(each.getScore());
        }
      }
    }
    return scores;
  }
}
