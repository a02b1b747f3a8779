// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import io.drawbridge.json.JsonWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Results as JMH 1.37 writes them, for tests that need one of each kind. */
final class JmhText {
  private final List<String> results = new ArrayList<>();
  private String path = "COPY";

  /** What comes from now on took another path than copying. */
  JmhText by(String other) {
    path = other;
    return this;
  }

  /** One result in the mode {@code avgt}. */
  JmhText average(String name, String payload, double score, double error, String extras) {
    return result(
        name, "avgt", payload, metric(score, error, "us/op", "[[" + score + "]]"), extras);
  }

  JmhText result(String name, String mode, String payload, String primary, String extras) {
    results.add(
        """
        {"jmhVersion": "1.37", "benchmark": "io.drawbridge.benchmarks.%s", "mode": "%s",
         "jvm": "/some/where/bin/java", "params": {"path": "%s", "payload": "%s"},
         "primaryMetric": %s, "secondaryMetrics": {%s}}\
        """
            .formatted(name, mode, path, payload, primary, extras));
    return this;
  }

  static String metric(double score, double error, String unit, String rawData) {
    String ends = error == 0 ? "\"NaN\",\"NaN\"" : (score - error) + "," + (score + error);
    return """
    {"score": %s, "scoreError": "NaN", "scoreConfidence": [%s],
     "scorePercentiles": {"0.0": 1.0, "50.0": 2.0, "99.0": 8.0, "99.99": 9.0, "100.0": 9.0},
     "scoreUnit": "%s", "rawData": %s, "rawDataHistogram": [[[[1.0, 2]]]]}\
    """
        .formatted(score, ends, unit, rawData);
  }

  /** What the two profilers say. */
  static String profiled(String loop, String process) {
    return named("loop.alloc.norm", loop) + "," + named("\u00b7gc.alloc.rate.norm", process);
  }

  static String named(String name, String iterations) {
    StringBuilder quoted = new StringBuilder();
    new JsonWriter(quoted).value(name);
    return quoted + ": " + metric(50, 0, "B/op", "[[" + iterations + "]]");
  }

  Path write(Path directory, String name) {
    try {
      String text = "[" + String.join(",", results) + "]";
      return Files.writeString(directory.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<Measurement> measurements(Path directory) throws IOException {
    return ResultFile.read(write(directory, "some.json")).measurements();
  }
}
