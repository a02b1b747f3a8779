// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

import java.util.ArrayList;
import java.util.List;

/** What both charts have: title, legend, the upright axis, and the field the shapes go into. */
final class Frame {
  private static final double LEFT = 94;
  private static final double RIGHT = 34;
  private static final double FIELD = 320;
  private static final double ROW = 22;

  /** The field's edges. */
  final double left = LEFT;

  final double right;
  final double top;
  final double bottom;
  final Scale scale;
  final Drawing drawing;

  /** Draws all but the shapes; {@code size} is the field's width and the room below it. */
  Frame(
      String title, String subtitle, String unit, List<String> names, Scale scale, double[] size) {
    double fieldWidth = size[0];
    double below = size[1];
    double width = LEFT + fieldWidth + RIGHT;
    List<List<Integer>> legend = rows(names, fieldWidth);
    double head = subtitle.isEmpty() ? 44 : 64;
    this.scale = scale;
    right = LEFT + fieldWidth;
    top = head + legend.size() * ROW + 14;
    bottom = top + FIELD;
    drawing = new Drawing(width, bottom + below, title);
    drawing.text("title", "start", LEFT, 30, title);
    if (!subtitle.isEmpty()) {
      drawing.text("subtitle", "start", LEFT, 51, subtitle);
    }
    for (int row = 0; row < legend.size(); row++) {
      legend(names, legend.get(row), head + row * ROW);
    }
    axis(unit);
  }

  /** Where a value is drawn. */
  double y(double value) {
    return bottom - scale.share(value) * (bottom - top);
  }

  private static List<List<Integer>> rows(List<String> names, double width) {
    List<List<Integer>> rows = new ArrayList<>();
    double used = width;
    for (int i = 0; i < names.size(); i++) {
      double entry = entry(names.get(i));
      if (used + entry > width) {
        rows.add(new ArrayList<>());
        used = 0;
      }
      rows.getLast().add(i);
      used += entry;
    }
    return rows;
  }

  private static double entry(String name) {
    return 20 + Drawing.width(name) + 18;
  }

  private void legend(List<String> names, List<Integer> series, double y) {
    double x = LEFT;
    for (int i : series) {
      drawing.box("key", Palette.colour(i), x, y, 13, 13, names.get(i));
      drawing.text("legend", "start", x + 20, y + 11.5, names.get(i));
      x += entry(names.get(i));
    }
  }

  private void axis(String unit) {
    for (double tick : scale.ticks()) {
      drawing.line("grid", left, y(tick), right, y(tick));
      drawing.text("tick", "end", left - 9, y(tick) + 4.5, Quantity.text(tick));
    }
    drawing.line("axis", left, top, left, bottom);
    drawing.line("axis", left, bottom, right, bottom);
    String label = scale.logarithmic() ? unit + " (logarithmic)" : unit;
    drawing.upright(20, (top + bottom) / 2, label);
  }
}
