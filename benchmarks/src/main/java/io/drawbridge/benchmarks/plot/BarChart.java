// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Bars in groups, one colour for each series, each with its error bar and its value above it. The
 * axis begins at zero; when the largest value is more than 40 times the smallest it is logarithmic,
 * and says so.
 *
 * @param subtitle what a reader must know to judge the numbers; may be empty
 * @param unit of all values, the axis's label
 * @param groups along the lower axis
 */
public record BarChart(
    String title, String subtitle, String unit, List<String> groups, List<BarSeries> series) {
  private static final double BAR = 42;
  private static final double GAP = 30;
  private static final double NARROWEST = 520;

  /** Keeps its own copies; refuses a series that has not one bar for each group. */
  public BarChart {
    groups = List.copyOf(groups);
    series = List.copyOf(series);
    for (BarSeries one : series) {
      if (one.bars().size() != groups.size()) {
        throw new IllegalArgumentException(
            "%s has %d bars for %d groups".formatted(one.name(), one.bars().size(), groups.size()));
      }
    }
  }

  /** The chart as a whole SVG document. */
  public String svg() {
    double slot = GAP + BAR * series.size();
    for (String group : groups) {
      slot = Math.max(slot, Drawing.width(group) + 12);
    }
    double width = Math.max(NARROWEST, slot * groups.size());
    List<String> names = series.stream().map(BarSeries::name).toList();
    Frame frame = new Frame(title, subtitle, unit, names, scale(), new double[] {width, 44});
    slot = width / Math.max(1, groups.size());
    for (int group = 0; group < groups.size(); group++) {
      double middle = frame.left + slot * (group + 0.5);
      frame.drawing.text("group", "middle", middle, frame.bottom + 24, groups.get(group));
      for (int i = 0; i < series.size(); i++) {
        double x = middle + (i - series.size() / 2.0) * BAR;
        draw(frame, i, group, x);
      }
    }
    return frame.drawing.finished();
  }

  private void draw(Frame frame, int index, int group, double x) {
    Bar bar = series.get(index).bars().get(group);
    double middle = x + BAR / 2;
    if (!bar.isMeasured()) {
      frame.drawing.text("value", "middle", middle, frame.bottom - 6, Quantity.text(bar.value()));
      return;
    }
    double y = frame.y(bar.value());
    String hint =
        "%s, %s: %s %s"
            .formatted(
                groups.get(group), series.get(index).name(), Quantity.text(bar.value()), unit);
    frame.drawing.box("bar", Palette.colour(index), x + 3, y, BAR - 6, frame.bottom - y, hint);
    if (bar.hasRange()) {
      double low = frame.y(bar.low());
      double high = frame.y(bar.high());
      frame.drawing.line("error", middle, low, middle, high);
      frame.drawing.line("error", middle - 5, low, middle + 5, low);
      frame.drawing.line("error", middle - 5, high, middle + 5, high);
    }
    String label = Quantity.text(bar.value());
    frame.drawing.text("value", "middle", middle, frame.y(bar.top()) - 6, label);
  }

  private Scale scale() {
    List<Double> values = new ArrayList<>();
    for (BarSeries one : series) {
      for (Bar bar : one.bars()) {
        values.add(bar.value());
        if (bar.hasRange()) {
          values.add(bar.high());
        }
      }
    }
    return Scale.covering(values);
  }
}
