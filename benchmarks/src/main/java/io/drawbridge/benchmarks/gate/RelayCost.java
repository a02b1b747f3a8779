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
    List<Double> micros = new ArrayList<>();
    List<Double> loop = new ArrayList<>();
    List<Double> process = new ArrayList<>();
    for (var fork : result.getBenchmarkResults()) {
      for (IterationResult iteration : fork.getIterationResults()) {
        micros.add(iteration.getPrimaryResult().getScore());
        for (Result<?> profiled : iteration.getSecondaryResults().values()) {
          // JMH sets a middle dot before the names of some profilers' results.
          switch (profiled.getLabel().replace("\u00b7", "")) {
            case LoopProfiler.ALLOCATED -> loop.add(profiled.getScore());
            case PROCESS -> process.add(profiled.getScore());
            default -> {
              // Of no interest here.
            }
          }
        }
      }
    }
    String path = result.getParams().getParam("path");
    String benchmark = result.getParams().getBenchmark().replaceFirst(".*\\.(\\w+\\.\\w+)", "$1");
    String name = benchmark + " (" + path + ", " + result.getParams().getParam("payload") + " B)";
    return new RelayCost(name, micros, loop, process);
  }
}
