// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

import java.util.ArrayList;
import java.util.List;

/**
 * Latency over percentiles. The lower axis counts nines, as HdrHistogram's plots do: 90 %, 99 % and
 * 99.9 % are equally far apart, because the tail is what is looked for. The largest value (100 %)
 * has no place on such an axis: it is drawn at the right edge, over "max". The upright axis is
 * logarithmic when the values are far apart, and says so.
 *
 * @param subtitle what a reader must know to judge the numbers; may be empty
 * @param unit of all values, the axis's label
 */
public record PercentileChart(String title, String subtitle, String unit, List<Curve> curves) {
  private static final double WIDTH = 680;

  /** How far right of the last percentile the largest value stands. */
  private static final double LARGEST = 64;

  private static final double[] MARKS = {0, 50, 90, 99, 99.9, 99.99, 99.999, 99.9999};

  /** Keeps its own copy of the curves. */
  public PercentileChart {
    curves = List.copyOf(curves);
  }

  /** The chart as a whole SVG document. */
  public String svg() {
    List<String> names = curves.stream().map(Curve::name).toList();
    Frame frame = new Frame(title, subtitle, unit, names, scale(), new double[] {WIDTH, 62});
    double nines = nines();
    for (double mark : MARKS) {
      if (nines(mark) <= nines + 1e-6) {
        String label = Math.rint(mark) == mark ? "" + (int) mark : "" + mark;
        mark(frame, x(frame, mark, nines), label + " %");
      }
    }
    if (hasLargest()) {
      mark(frame, frame.right, "max");
    }
    double middle = (frame.left + frame.right) / 2;
    frame.drawing.text("label", "middle", middle, frame.bottom + 46, "percentile");
    for (int i = 0; i < curves.size(); i++) {
      draw(frame, i, nines);
    }
    return frame.drawing.finished();
  }

  private static void mark(Frame frame, double x, String label) {
    frame.drawing.line("grid", x, frame.top, x, frame.bottom);
    frame.drawing.text("percentile", "middle", x, frame.bottom + 20, label);
  }

  private void draw(Frame frame, int index, double nines) {
    Curve curve = curves.get(index);
    List<String> path = new ArrayList<>();
    for (Point point : curve.points()) {
      double x = x(frame, point.percentile(), nines);
      path.add(Drawing.at(x) + "," + Drawing.at(frame.y(point.value())));
    }
    String colour = Palette.colour(index);
    frame.drawing.curve(colour, Palette.dash(index), String.join(" ", path));
    for (Point point : curve.points()) {
      String hint =
          "%s, %s %%: %s %s"
              .formatted(curve.name(), point.percentile(), Quantity.text(point.value()), unit);
      double x = x(frame, point.percentile(), nines);
      frame.drawing.dot("point", colour, x, frame.y(point.value()), hint);
    }
  }

  private double x(Frame frame, double percentile, double nines) {
    double width = frame.right - frame.left;
    if (percentile == 100) {
      return frame.right;
    }
    double last = hasLargest() ? width - LARGEST : width;
    return frame.left + Math.min(1, nines(percentile) / nines) * last;
  }

  private boolean hasLargest() {
    return curves.stream().anyMatch(curve -> curve.points().getLast().percentile() == 100);
  }

  /** How many nines the axis has: as many whole ones as the curves need, two at least. */
  private double nines() {
    double most = 2;
    for (Curve curve : curves) {
      for (Point point : curve.points()) {
        if (point.percentile() < 100) {
          most = Math.max(most, nines(point.percentile()));
        }
      }
    }
    return Math.min(nines(MARKS[MARKS.length - 1]), Math.ceil(most - 1e-6));
  }

  private static double nines(double percentile) {
    return -Math.log10(1 - percentile / 100);
  }

  private Scale scale() {
    List<Double> values = new ArrayList<>();
    for (Curve curve : curves) {
      curve.points().forEach(point -> values.add(point.value()));
    }
    return Scale.covering(values);
  }
}
