// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.gate;

import io.drawbridge.benchmarks.LoopProfiler;
import io.drawbridge.benchmarks.RelayBulkBenchmark;
import io.drawbridge.benchmarks.RelayPath;
import io.drawbridge.benchmarks.RelayRoundTripBenchmark;
import io.drawbridge.splice.PipePool;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * The command {@code gate}: runs the relay benchmarks just long enough for {@link AllocationGate},
 * a minute and a half.
 */
public final class GateRun {
  private static final int USAGE = 64;
  private static final int SOFTWARE = 70;

  private GateRun() {}

  /** Many, of which the leanest counts: see {@link AllocationGate}. */
  private static final int ITERATIONS = 8;

  private static final int SECONDS = 2;

  /**
   * Ends with 0 if nothing is allocated, with 1 if something is, with 64 when called wrongly, with
   * 70 when it could not be found out.
   *
   * @param arguments the paths, by their names; none are copying, and splicing where the kernel
   *     does it (TLS allocates inside the JDK)
   */
  public static void main(String[] arguments) {
    List<RelayPath> paths;
    try {
      paths = arguments.length == 0 ? plainPaths() : List.of(RelayPath.valueOf(arguments[0]));
    } catch (IllegalArgumentException e) {
      System.err.println("usage: gate [" + Arrays.toString(RelayPath.values()) + "]");
      System.exit(USAGE);
      return;
    }
    try {
      System.exit(run(paths));
    } catch (RunnerException e) {
      System.err.println("gate: " + e);
      System.exit(SOFTWARE);
    }
  }

  private static List<RelayPath> plainPaths() {
    try (PipePool pipes = PipePool.open(1)) {
      return pipes.isUsable() ? List.of(RelayPath.COPY, RelayPath.SPLICE) : List.of(RelayPath.COPY);
    }
  }

  private static int run(List<RelayPath> paths) throws RunnerException {
    List<String> failures = new ArrayList<>();
    for (RelayPath path : paths) {
      List<RelayCost> costs = measure(path);
      costs.forEach(cost -> System.out.println(AllocationGate.summary(cost)));
      failures.addAll(AllocationGate.failures(costs, SECONDS * 1e6));
    }
    failures.forEach(failure -> System.err.println("gate: " + failure));
    return failures.isEmpty() ? 0 : 1;
  }

  /**
   * Round trips of 64 B and 64 KiB, and 64 KiB writes one way; of splicing the latter only, because
   * round trips are not bulk and would be copied.
   */
  private static List<RelayCost> measure(RelayPath path) throws RunnerException {
    List<RelayCost> all = new ArrayList<>();
    if (path != RelayPath.SPLICE) {
      all.addAll(measure(RelayRoundTripBenchmark.class, path, "64", "65536"));
    }
    all.addAll(measure(RelayBulkBenchmark.class, path, "65536"));
    return all;
  }

  private static List<RelayCost> measure(Class<?> benchmark, RelayPath path, String... payloads)
      throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include("\\b" + benchmark.getSimpleName() + "\\b")
                .param("path", path.name())
                .param("payload", payloads)
                .mode(Mode.AverageTime)
                .forks(1)
                .warmupIterations(2)
                .warmupTime(TimeValue.seconds(2))
                .measurementIterations(ITERATIONS)
                .measurementTime(TimeValue.seconds(SECONDS))
                .addProfiler(LoopProfiler.class)
                .addProfiler(GCProfiler.class)
                .shouldFailOnError(true)
                .verbosity(VerboseMode.SILENT)
                .build())
        .run().stream().map(RelayCost::of).toList();
  }
}
