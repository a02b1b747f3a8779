// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A gateway's metrics at one moment: Prometheus text, sample by sample with its labels. */
public final class Metrics {
  private final String text;
  private final Map<String, Double> samples = new LinkedHashMap<>();

  Metrics(String text) {
    this.text = text;
    for (String line : text.lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        int space = line.lastIndexOf(' ');
        samples.put(line.substring(0, space), Double.valueOf(line.substring(space + 1)));
      }
    }
  }

  /** The text, as it came. */
  public String text() {
    return text;
  }

  /** The sum of all samples of a metric whose labels contain all the given texts. */
  public double sum(String name, String... labels) {
    double sum = 0;
    for (String sample : names(name)) {
      if (List.of(labels).stream().allMatch(sample::contains)) {
        sum += samples.get(sample);
      }
    }
    return sum;
  }

  /** A gauge without labels, which must be there. */
  public long gauge(String name) {
    Double value = samples.get(name);
    if (value == null) {
      throw new AssertionError("no metric " + name + " in\n" + text);
    }
    return value.longValue();
  }

  private List<String> names(String name) {
    List<String> names = new ArrayList<>();
    for (String sample : samples.keySet()) {
      if (sample.equals(name) || sample.startsWith(name + "{")) {
        names.add(sample);
      }
    }
    return names;
  }
}
