// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

import java.util.List;

/** The bars of one colour, one for each group of the chart and in the groups' order. */
public record BarSeries(String name, List<Bar> bars) {
  /** Keeps its own copy of the bars. */
  public BarSeries {
    bars = List.copyOf(bars);
  }
}
