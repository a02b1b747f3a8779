// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.json.JsonWriter;
import java.math.BigDecimal;
import java.util.Map;

/**
 * Everything, for machines: numbers are whole, in the base units that their names say. The ratios
 * are left out: whoever reads this has the medians.
 */
public final class JsonReport {
  private JsonReport() {}

  /**
   * The document.
   *
   * @param facts of the machine and the options
   * @param configurations the files that the contenders were started with
   */
  public static String of(
      Results results, Map<String, String> facts, Map<String, String> configurations) {
    StringBuilder out = new StringBuilder();
    JsonWriter json = new JsonWriter(out).object();
    json.member("facts", facts);
    json.name("missing").object();
    results.missing().forEach((contender, why) -> json.member(contender.label(), why));
    json.endObject();
    json.member("failures", results.failures());
    // Texts: not all of them are whole.
    json.member(
        "percentiles",
        Sample.SHARES.stream()
            .map(share -> BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros())
            .map(BigDecimal::toPlainString)
            .toList());
    json.name("runs").list();
    results.samples().forEach(sample -> write(json, sample));
    json.endList();
    json.member("configurations", configurations);
    json.endObject();
    // A run a line, so that two documents can be compared.
    return out.toString().replace("{\"work\":", "\n{\"work\":") + "\n";
  }

  private static void write(JsonWriter json, Sample sample) {
    json.object()
        .member("work", sample.work())
        .member("contender", sample.contender().label())
        .member("run", sample.run());
    if (sample.overloaded()) {
      json.member("overloaded", true);
    }
    sample.values().forEach((metric, value) -> json.member(metric.key(), value));
    if (!sample.latencies().isEmpty()) {
      json.name("latencyNanos").list();
      sample.latencies().forEach(json::value);
      json.endList();
    }
    json.endObject();
  }
}
