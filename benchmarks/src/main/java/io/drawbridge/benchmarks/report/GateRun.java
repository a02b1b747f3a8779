// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import io.drawbridge.benchmarks.LoopProfiler;
import io.drawbridge.benchmarks.RelayBulkBenchmark;
import io.drawbridge.benchmarks.RelayPath;
import io.drawbridge.benchmarks.RelayRoundTripBenchmark;
import io.drawbridge.splice.PipePool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs the relay benchmarks just long enough for {@link AllocationGate}: a minute and a half. */
final class GateRun {
  private GateRun() {}

  /** How long a benchmark runs, in iterations and seconds of each. */
  private record Length(int warmUps, int warmUpSeconds, int iterations, int seconds) {
    /** Long, so that what JMH itself allocates in each is spread over many operations. */
    static final Length COPYING = new Length(2, 2, 4, 4);

    /** More, of which the middle one counts: see {@link AllocationGate}. */
    static final Length SPLICING = new Length(2, 2, 8, 2);

    static Length of(RelayPath path) {
      return switch (path) {
        case COPY, TLS -> COPYING;
        case SPLICE -> SPLICING;
      };
    }
  }

  /** How long an iteration was, in microseconds. */
  static double iterationMicros(Measurement measured) {
    return Length.of(RelayPath.valueOf(measured.params().get("path"))).seconds() * 1e6;
  }

  /** Copying, and splicing where the kernel does it: TLS allocates inside the JDK. */
  static List<RelayPath> plainPaths() {
    try (PipePool pipes = PipePool.open(1)) {
      return pipes.isUsable() ? List.of(RelayPath.COPY, RelayPath.SPLICE) : List.of(RelayPath.COPY);
    }
  }

  /**
   * Round trips of 64 B and 64 KiB, and 64 KiB writes one way; of splicing the latter only, because
   * round trips are not bulk and would be copied.
   *
   * @throws IOException if JMH failed
   */
  static List<Measurement> measure(RelayPath path) throws IOException {
    List<Measurement> all = new ArrayList<>();
    if (path != RelayPath.SPLICE) {
      all.addAll(run(RelayRoundTripBenchmark.class, path, "64", "65536"));
    }
    all.addAll(run(RelayBulkBenchmark.class, path, "65536"));
    return all;
  }

  private static List<Measurement> run(Class<?> benchmark, RelayPath path, String... payloads)
      throws IOException {
    Length length = Length.of(path);
    Path file = Files.createTempFile("drawbridge-gate", ".json");
    try {
      new Runner(
              new OptionsBuilder()
                  .include("\\b" + benchmark.getSimpleName() + "\\b")
                  .param("path", path.name())
                  .param("payload", payloads)
                  .mode(Mode.AverageTime)
                  .forks(1)
                  .warmupIterations(length.warmUps())
                  .warmupTime(TimeValue.seconds(length.warmUpSeconds()))
                  .measurementIterations(length.iterations())
                  .measurementTime(TimeValue.seconds(length.seconds()))
                  .addProfiler(LoopProfiler.class)
                  .addProfiler(GCProfiler.class)
                  .shouldFailOnError(true)
                  .verbosity(VerboseMode.SILENT)
                  .resultFormat(ResultFormatType.JSON)
                  .result(file.toString())
                  .build())
          .run();
      return ResultFile.read(file).measurements();
    } catch (RunnerException e) {
      throw new IOException(benchmark.getSimpleName() + " could not be run", e);
    } finally {
      Files.delete(file);
    }
  }
}
