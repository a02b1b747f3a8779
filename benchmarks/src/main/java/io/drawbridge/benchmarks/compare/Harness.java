// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import io.drawbridge.benchmarks.Certificate;
import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.contender.MissingException;
import io.drawbridge.benchmarks.compare.contender.RunningContender;
import io.drawbridge.benchmarks.compare.contender.Setup;
import io.drawbridge.benchmarks.compare.load.LoadTarget;
import io.drawbridge.benchmarks.compare.report.Metric;
import io.drawbridge.benchmarks.compare.report.Results;
import io.drawbridge.benchmarks.compare.report.Sample;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What all works stand on, and how turns are taken.
 *
 * @param directory where everything is written that is not a result
 * @param setup what every contender is started with
 */
record Harness(
    Options options, RunDirectory directory, LoadTarget target, Results results, Setup setup)
    implements AutoCloseable {
  /** The generator holds both ends of a tunnel, the proxy too; some are needed for the rest. */
  private static final int SPARE_DESCRIPTORS = 1000;

  private static final int MOST_WARM_UPS = 5;

  /** One comparison can come out as it likes, on a machine that is not quiet. */
  private static final int WITHOUT_GAIN = 2;

  private static final double CHEAPER = 0.9;
  private static final int MOST_TUNNELS = 8000;
  private static final Duration CLEARED = Duration.ofSeconds(20);

  static Harness open(Options options) throws IOException {
    RunDirectory directory = RunDirectory.under(options.out());
    LoadTarget target = LoadTarget.start();
    Setup setup =
        new Setup(
            options.home(),
            directory.path(),
            target.address(),
            Certificate.make(directory.path()),
            options.workers(),
            Math.min(MOST_TUNNELS, (Machine.descriptors() - SPARE_DESCRIPTORS) / 2),
            1);
    return new Harness(options, directory, target, new Results(options.runs()), setup);
  }

  /**
   * A set-up with a directory of its own.
   *
   * @param name of the directory, not used before
   */
  Setup setup(String name) throws IOException {
    return setup.in(Files.createDirectory(directory.path().resolve(name)));
  }

  /** Starts those that can be started; the others are noted as missing. */
  List<RunningContender> start(Setup own, Contender... contenders) throws IOException {
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

  RunningContender start(Contender contender, Setup own) throws IOException, MissingException {
    RunningContender running = RunningContender.start(contender, own);
    directory.keep(own.directory());
    return running;
  }

  void turns(String work, List<RunningContender> everyone, Trial.Measurement measurement) {
    Compare.say("  " + work);
    turns(Trial.all(work, everyone, measurement));
  }

  /**
   * Warms every trial up, then takes the runs that count: A B C, B C A, and so on, so that nobody
   * always comes after the same one.
   */
  void turns(List<Trial> trials) {
    for (Trial trial : trials) {
      warmUp(trial);
    }
    List<Trial> order = new ArrayList<>(trials);
    for (int run = 1; run <= options.runs(); run++) {
      for (Trial trial : order) {
        take(trial, run, options.length(), 0);
      }
      Collections.rotate(order, -1);
    }
  }

  /**
   * A JVM compiles what it is made to do: it gets the load until that has become no cheaper by a
   * tenth twice in a row, or five times. A warm-up that fails is one of the five.
   */
  void warmUp(Trial trial) {
    if (!jvm(trial)) {
      take(trial, 0, options.nativeWarmUp(), 0);
      return;
    }
    long least = 0;
    int withoutGain = 0;
    for (int i = 0; i < (options.quick() ? 1 : MOST_WARM_UPS); i++) {
      long now = take(trial, 0, options.warmUp(), 0);
      if (now == 0) {
        continue;
      }
      withoutGain = least > 0 && now > CHEAPER * least ? withoutGain + 1 : 0;
      if (withoutGain == WITHOUT_GAIN) {
        return;
      }
      least = least == 0 ? now : Math.min(least, now);
    }
  }

  private static boolean jvm(Trial trial) {
    return switch (trial.who().contender()) {
      case DRAWBRIDGE, COPYING -> true;
      case HAPROXY, HAPROXY_LARGE_PIPES, NGINX, NGINX_LARGE_BUFFERS, DIRECT -> false;
    };
  }

  /**
   * One run; with number 0 it does not count.
   *
   * @param standing how many connections are open at the target before the run and after it; told
   *     and not looked up, because a contender may still be connecting for a client that has left,
   *     such as the one that asked whether it is up
   * @return the CPU time of what was done; 0 if that is not known
   */
  long take(Trial trial, int run, Duration length, int standing) {
    try {
      Trial.Reading reading = trial.measurement().take(trial.who(), length);
      target.check();
      target.await(standing, CLEARED);
      if (run > 0) {
        results.add(
            new Sample(
                trial.work(), trial.who().contender(), run, reading.values(), reading.latencies()));
      }
      return Metric.CPU.stream()
          .filter(reading.values()::containsKey)
          .mapToLong(reading.values()::get)
          .findFirst()
          .orElse(0);
    } catch (IOException e) {
      failed(trial.work(), trial.who().contender(), e);
      return 0;
    }
  }

  /** Notes a run that does not count. */
  void failed(String work, Contender contender, IOException e) {
    String why = e.getCause() == null ? e.toString() : e + ", the last by " + e.getCause();
    String what = contender.label() + ": " + why;
    results.failed(work + ", " + what);
    Compare.say("    failed: " + what);
  }

  @Override
  public void close() throws IOException {
    try (directory) {
      target.close();
    }
  }
}
