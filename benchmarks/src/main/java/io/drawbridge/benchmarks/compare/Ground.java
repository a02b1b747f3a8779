// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.compare.contender.Certificate;
import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.MissingException;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.contender.Setup;
import io.drawbridge.benchmarks.compare.load.Target;
import io.drawbridge.benchmarks.compare.report.Machine;
import io.drawbridge.benchmarks.compare.report.Metric;
import io.drawbridge.benchmarks.compare.report.Results;
import io.drawbridge.benchmarks.compare.report.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What all works stand on: the target, the place for files, the results; and how turns are taken.
 */
final class Ground implements AutoCloseable {
  /** The generator holds both ends of a tunnel, the proxy too; some are needed for the rest. */
  private static final int SPARE_DESCRIPTORS = 1000;

  private static final int MOST_WARM_UPS = 5;
  private static final double CHEAPER = 0.9;
  private static final int MOST_TUNNELS = 8000;
  private static final Duration CLEARED = Duration.ofSeconds(20);

  private final Options options;
  private final Path directory;
  private final Target target;
  private final Results results = new Results();
  private final Setup setup;
  private final Map<String, String> configurations = new LinkedHashMap<>();
  private int starts;

  Ground(Options options) throws IOException {
    this.options = options;
    directory = Files.createTempDirectory("drawbridge-compare");
    target = Target.start();
    int tunnels = Math.min(MOST_TUNNELS, (Machine.descriptors() - SPARE_DESCRIPTORS) / 2);
    setup =
        new Setup(
            options.home(),
            directory,
            target.address(),
            Certificate.make(directory),
            options.workers(),
            tunnels,
            1);
  }

  Options options() {
    return options;
  }

  Target target() {
    return target;
  }

  Results results() {
    return results;
  }

  /** The files that contenders were started with, by contender and file. */
  Map<String, String> configurations() {
    return configurations;
  }

  /** A set-up with a directory of its own. */
  Setup setup() {
    return setup.in(directory.resolve("start-" + starts++));
  }

  /** Starts those that can be started; the others are noted as missing. */
  List<RunningContender> start(Contender... contenders) throws IOException {
    Setup own = setup();
    List<RunningContender> running = new ArrayList<>();
    for (Contender contender : contenders) {
      try {
        running.add(start(contender, own));
      } catch (MissingException e) {
        if (contender == Contender.DRAWBRIDGE) {
          running.forEach(RunningContender::close);
          throw new IOException(e.getMessage(), e);
        }
        results.missing(contender, e.getMessage());
      }
    }
    return running;
  }

  /** Starts one. */
  RunningContender start(Contender contender, Setup own) throws IOException, MissingException {
    RunningContender running = RunningContender.start(contender, own);
    try (Stream<Path> files = Files.walk(own.directory())) {
      for (Path file : files.filter(f -> f.toString().matches(".*\\.(toml|cfg|conf)")).toList()) {
        String name = file.getParent().getFileName() + "/" + file.getFileName();
        if (!configurations.containsKey(name)) {
          configurations.put(name, Files.readString(file));
        }
      }
    }
    return running;
  }

  /** Warms every lane up, then takes the runs that count: A B C, A B C, and so on. */
  void turns(List<Lane> lanes) {
    for (Lane lane : lanes) {
      warmUp(lane);
    }
    for (int run = 1; run <= options.runs(); run++) {
      for (Lane lane : lanes) {
        take(lane, run, options.length());
      }
    }
  }

  /**
   * A JVM compiles what it is made to do: it gets the load until that has become no cheaper by a
   * tenth, or five times.
   */
  void warmUp(Lane lane) {
    if (!jvm(lane)) {
      take(lane, 0, options.nativeWarmUp());
      return;
    }
    double before = Double.POSITIVE_INFINITY;
    for (int i = 0; i < (options.quick() ? 1 : MOST_WARM_UPS); i++) {
      double now = take(lane, 0, options.warmUp());
      if (now > CHEAPER * before) {
        return;
      }
      before = now;
    }
  }

  private static boolean jvm(Lane lane) {
    return switch (lane.who().contender()) {
      case DRAWBRIDGE, COPYING -> true;
      case HAPROXY, HAPROXY_LARGE_PIPES, NGINX, DIRECT -> false;
    };
  }

  /**
   * One run; with number 0 it does not count.
   *
   * @return the CPU time of what was done; 0 if that is not known
   */
  long take(Lane lane, int run, Duration length) {
    return take(lane, run, length, 0);
  }

  /**
   * One run beside connections that stay. Their number is told and not looked up: a contender may
   * still be connecting for a client that has left, such as the one that asked whether it is up.
   *
   * @param standing how many connections are open at the target before the run and after it
   * @return the CPU time of what was done; 0 if that is not known
   */
  long take(Lane lane, int run, Duration length, int standing) {
    try {
      Lane.Reading reading = lane.measurement().take(lane.who(), length);
      target.await(standing, CLEARED);
      if (run > 0) {
        results.add(sample(lane, run, reading));
      }
      return Metric.CPU.stream()
          .filter(reading.values()::containsKey)
          .mapToLong(reading.values()::get)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      String what = lane.who().contender().label() + ": " + told(e);
      results.failed(lane.work() + ", " + what);
      Compare.say("    failed: " + what);
      return 0;
    }
  }

  private static String told(IOException e) {
    return e.getCause() == null ? e.toString() : e + ", the last by " + e.getCause();
  }

  private static Sample sample(Lane lane, int run, Lane.Reading reading) {
    List<Long> latencies =
        reading
            .latencies()
            .filter(histogram -> histogram.total() > 0)
            .map(histogram -> Sample.SHARES.stream().map(histogram::at).toList())
            .orElse(List.of());
    return new Sample(lane.work(), lane.who().contender(), run, reading.values(), latencies);
  }

  @Override
  public void close() throws IOException {
    target.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
