// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The medians of one measure as horizontal bars, a group for each work that has it, in one SVG
 * document that is as wide as the column of a page, so that it is shown in its own size and can be
 * read. The lengths of one group are for comparing with each other; another group has its own
 * scale.
 */
public final class BarChart {
  private static final Map<Metric, String> SHOWN =
      Map.of(
          Metric.CPU_PER_GB, "cpu-per-gb",
          Metric.THROUGHPUT, "throughput",
          Metric.CPU_PER_TRIP, "cpu-per-round-trip",
          Metric.P50, "latency-p50",
          Metric.P99, "latency-p99");

  private static final int WIDTH = 880;
  private static final int LEFT = 190;
  private static final int RIGHT = 690;
  private static final int HEAD = 64;
  private static final int ROW = 22;
  private static final String OWN = "#0072B2";
  private static final String OTHERS = "#A9A9A9";

  private final StringBuilder shapes = new StringBuilder();
  private final Results results;
  private final Metric metric;
  private int y = HEAD;

  private BarChart(Results results, Metric metric) {
    this.results = results;
    this.metric = metric;
  }

  /**
   * The documents, by the name of their file.
   *
   * @param subtitle what a reader must know to judge them
   */
  public static Map<String, String> all(Results results, String subtitle) {
    Map<String, String> files = new TreeMap<>();
    SHOWN.forEach(
        (metric, name) -> {
          BarChart chart = new BarChart(results, metric);
          results.works().forEach(chart::group);
          if (chart.y > HEAD) {
            files.put(name + ".svg", chart.svg(subtitle));
          }
        });
    return files;
  }

  private void group(String work) {
    List<Contender> everyone =
        Stream.of(Contender.values())
            .filter(who -> !results.values(work, who, metric).isEmpty())
            .toList();
    if (everyone.isEmpty()) {
      return;
    }
    y += 14;
    text(12, y + 11, "font-weight='600'", work);
    y += ROW;
    double longest =
        everyone.stream()
            .mapToDouble(who -> results.values(work, who, metric).getLast())
            .reduce(Double.MIN_NORMAL, Math::max);
    everyone.forEach(who -> bar(work, who, (RIGHT - LEFT) / longest));
  }

  private void bar(String work, Contender who, double scale) {
    List<Long> values = results.values(work, who, metric);
    double median = results.median(work, who, metric).orElseThrow();
    boolean own = who == Contender.DRAWBRIDGE || who == Contender.COPYING;
    int end = LEFT + (int) Math.round(median * scale);
    int from = LEFT + (int) Math.round(values.getFirst() * scale);
    int to = LEFT + (int) Math.round(values.getLast() * scale);
    text(LEFT - 8, y + 13, "text-anchor='end'", who.label());
    rectangle(LEFT, y + 2, end - LEFT, 14, own ? OWN : OTHERS);
    rectangle(from, y + 8, Math.max(2, to - from), 2, "#222");
    text(Math.max(to, end) + 8, y + 13, "", metric.text(median));
    y += ROW;
  }

  private void rectangle(int x, int top, int width, int height, String fill) {
    shapes.append("<rect x='" + x + "' y='" + top + "' width='" + width + "' height='" + height);
    shapes.append("' fill='" + fill + "'/>\n");
  }

  private void text(int x, int base, String style, String text) {
    shapes.append("<text x='" + x + "' y='" + base + "' " + style + ">" + escaped(text));
    shapes.append("</text>\n");
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private String svg(String subtitle) {
    String explained = subtitle + "; bars: median, lines: least to most; a scale for each group";
    text(12, 26, "font-weight='600' font-size='18'", metric.title());
    text(12, 48, "fill='#666'", explained);
    String size = "width='" + WIDTH + "' height='" + (y + 12) + "'";
    return """
    <svg xmlns='http://www.w3.org/2000/svg' role='img' %s viewBox='0 0 %d %d'
      font-family='system-ui, "DejaVu Sans", Arial, sans-serif' font-size='14' fill='#222'>
    <title>%s</title>
    <rect %1$s fill='#FFF'/>
    %s</svg>
    """
        .formatted(size, WIDTH, y + 12, escaped(metric.title()), shapes);
  }
}
