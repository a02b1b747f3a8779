// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

import java.util.Comparator;
import java.util.List;

/** The percentiles of one set of measurements. */
public record Curve(String name, List<Point> points) {
  /** Keeps its own copy of the points, by percentile; there must be one. */
  public Curve {
    points = points.stream().sorted(Comparator.comparingDouble(Point::percentile)).toList();
    if (points.isEmpty()) {
      throw new IllegalArgumentException("a curve without points: " + name);
    }
  }
}
