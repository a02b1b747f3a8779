// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import java.util.List;
import java.util.Locale;

/**
 * Horizontal bars in groups as one SVG document, as wide as the column of a page, so that it is
 * shown in its own size and can be read: a name before each bar, its value and range behind it. The
 * lengths of one group are for comparing with each other; another group has its own scale.
 */
final class BarChart {
  private static final int WIDTH = 880;
  private static final int LEFT = 190;
  private static final int RIGHT = 690;
  private static final int ROW = 22;
  private static final String OWN = "#0072B2";
  private static final String OTHERS = "#A9A9A9";

  private final StringBuilder shapes = new StringBuilder();
  private final String title;
  private int y = 64;

  /** With a line below the title that tells what a reader must know to judge the bars. */
  BarChart(String title, String subtitle) {
    this.title = title;
    text(12, 26, "font-weight='600' font-size='18'", title);
    text(12, 48, "fill='#666'", subtitle);
  }

  /**
   * One bar.
   *
   * @param own whether it is the one that the others are shown beside
   * @param label what is written behind it
   */
  record Bar(String name, boolean own, double value, double least, double most, String label) {}

  /** A group below those before. */
  void add(String name, List<Bar> bars) {
    y += 14;
    text(12, y + 11, "font-weight='600'", name);
    y += ROW;
    double longest = bars.stream().mapToDouble(Bar::most).max().orElse(1);
    for (Bar bar : bars) {
      text(LEFT - 8, y + 13, "text-anchor='end'", bar.name());
      rectangle(LEFT, y + 2, length(bar.value(), longest), 14, bar.own() ? OWN : OTHERS);
      int from = LEFT + length(bar.least(), longest);
      int to = LEFT + length(bar.most(), longest);
      rectangle(from, y + 8, Math.max(2, to - from), 2, "#222");
      text(Math.max(to, LEFT + length(bar.value(), longest)) + 8, y + 13, "", bar.label());
      y += ROW;
    }
  }

  private static int length(double value, double longest) {
    return (int) Math.round((RIGHT - LEFT) * value / Math.max(longest, Double.MIN_NORMAL));
  }

  private void rectangle(int x, int top, int width, int height, String fill) {
    shapes.append(
        String.format(
            Locale.ROOT,
            "<rect x='%d' y='%d' width='%d' height='%d' fill='%s'/>\n",
            x,
            top,
            width,
            height,
            fill));
  }

  private void text(int x, int base, String style, String text) {
    shapes.append("<text x='" + x + "' y='" + base + "' " + style + ">" + escaped(text));
    shapes.append("</text>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  /** The whole document. */
  String svg() {
    return String.format(
        Locale.ROOT,
        """
        <svg xmlns='http://www.w3.org/2000/svg' role='img' width='%1$d' height='%2$d' viewBox='0 0 %1$d %2$d'
          font-family='system-ui, "DejaVu Sans", Arial, sans-serif' font-size='14' fill='#222'>
        <title>%3$s</title>
        <rect width='%1$d' height='%2$d' fill='#FFF'/>
        %4$s</svg>
        """,
        WIDTH,
        y + 12,
        escaped(title),
        shapes);
  }
}
