// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The shapes are where the values say, measured against the axis that the reader sees. */
class ChartTest {
  private static final List<String> SIZES = List.of("64 B", "16 KB");

  @Test
  void barsEndAtTheirValuesAndErrorBarsAtTheirRange() {
    BarSeries copy = new BarSeries("copy", List.of(new Bar(10, 8, 13), Bar.exact(20)));
    BarSeries splice = new BarSeries("splice", List.of(Bar.exact(5), Bar.MISSING));
    BarChart chart = new BarChart("Relay <& friends>", "x", "µs", SIZES, List.of(copy, splice));

    ParsedChart seen = ParsedChart.of(chart.svg());

    List<Double> tops = seen.numbers("rect", "bar", "y");
    assertEquals(3, tops.size(), "a missing bar is not drawn");
    assertEquals(10, seen.value(tops.get(0)), 0.01);
    assertEquals(5, seen.value(tops.get(1)), 0.01);
    assertEquals(20, seen.value(tops.get(2)), 0.01);
    List<Double> heights = seen.numbers("rect", "bar", "height");
    assertEquals(0, seen.value(tops.get(0) + heights.get(0)), 0.01, "bars stand on zero");
    assertEquals(8, seen.value(seen.numbers("line", "error", "y1").get(0)), 0.01);
    assertEquals(13, seen.value(seen.numbers("line", "error", "y2").get(0)), 0.01);
    assertEquals(List.of("10", "5", "20", "–"), seen.texts("value"));
    assertEquals(List.of("Relay <& friends>"), seen.texts("title"));
    assertEquals(List.of("copy", "splice"), seen.texts("legend"));
    assertEquals(SIZES, seen.texts("group"));
  }

  @Test
  void barsOfOneGroupStandInTheirGroupAndDoNotOverlap() {
    List<BarSeries> series =
        IntStream.range(0, 9)
            .mapToObj(i -> new BarSeries("s" + i, List.of(Bar.exact(1), Bar.exact(2))))
            .toList();

    ParsedChart seen = ParsedChart.of(new BarChart("t", "", "s", SIZES, series).svg());

    List<Double> left = seen.numbers("rect", "bar", "x");
    List<Double> widths = seen.numbers("rect", "bar", "width");
    for (int i = 1; i < left.size(); i++) {
      assertTrue(left.get(i - 1) + widths.get(i - 1) <= left.get(i), "bar " + i);
    }
    List<Double> labels = seen.numbers("text", "group", "x");
    assertTrue(left.get(0) < labels.get(0) && labels.get(0) < left.get(9), "" + labels);
    assertTrue(left.get(9) < labels.get(1), "" + labels);
  }

  @Test
  void valuesFarApartAreReadOnALogarithmicAxis() {
    BarSeries wide = new BarSeries("copy", List.of(Bar.exact(2), Bar.exact(9000)));

    ParsedChart seen = ParsedChart.of(new BarChart("t", "", "µs", SIZES, List.of(wide)).svg());

    List<Double> tops = seen.numbers("rect", "bar", "y");
    assertEquals(2, seen.logarithmic(tops.get(0)), 0.02);
    assertEquals(9000, seen.logarithmic(tops.get(1)), 90);
    assertTrue(seen.everyText().contains("µs (logarithmic)"));
  }

  @Test
  void curvesPassThroughTheirPercentiles() {
    Curve fast =
        new Curve(
            "copy",
            List.of(
                new Point(50, 10),
                new Point(99, 14),
                new Point(90, 12),
                new Point(99.9, 20),
                new Point(100, 30)));

    ParsedChart seen =
        ParsedChart.of(new PercentileChart("Round trip", "64 B", "µs", List.of(fast)).svg());

    assertEquals(List.of("0 %", "50 %", "90 %", "99 %", "99.9 %", "max"), seen.texts("percentile"));
    List<Double> marks = seen.numbers("text", "percentile", "x");
    assertEquals(marks.get(3) - marks.get(2), marks.get(4) - marks.get(3), 0.05);
    List<Double> x = seen.numbers("circle", "point", "cx");
    List<Double> y = seen.numbers("circle", "point", "cy");
    for (int i = 0; i < 5; i++) {
      assertEquals(marks.get(i + 1), x.get(i), 0.02, "points are in order and at their marks");
    }
    assertEquals(List.of(10.0, 12.0, 14.0, 20.0, 30.0), seen.values(y));
    assertEquals(seen.polyline(), IntStream.range(0, 5).mapToObj(i -> at(x, y, i)).toList());
  }

  @Test
  void aSeriesMustHaveABarForEveryGroup() {
    List<BarSeries> one = List.of(new BarSeries("copy", List.of(Bar.exact(1))));

    assertThrows(IllegalArgumentException.class, () -> new BarChart("t", "", "s", SIZES, one));
    assertThrows(IllegalArgumentException.class, () -> new Point(100.1, 1));
    assertThrows(IllegalArgumentException.class, () -> new Curve("none", List.of()));
  }

  @Test
  void numbersHaveThreeDigits() {
    assertEquals("0.0312", Quantity.text(0.03123));
    assertEquals("1.85", Quantity.text(1.8466));
    assertEquals("40", Quantity.text(40));
    assertEquals("1,230", Quantity.text(1234));
    assertEquals("4.1 M", Quantity.text(4_100_000));
    assertEquals("0", Quantity.text(0));
    assertEquals("2e-05", Quantity.text(0.00002));
    assertEquals("–", Quantity.text(Double.NaN));
  }

  private static String at(List<Double> x, List<Double> y, int i) {
    return Drawing.at(x.get(i)) + "," + Drawing.at(y.get(i));
  }
}
