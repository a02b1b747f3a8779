// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.plot;

import java.util.Locale;

/** SVG text being written. Every text is escaped here and nowhere else. */
final class Drawing {
  private static final String STYLE =
      """
      text { font-family: system-ui, "Segoe UI", "DejaVu Sans", Helvetica, Arial, sans-serif;
        font-size: 13px; fill: #333333 }
      .title { font-size: 18px; font-weight: 600; fill: #111111 }
      .subtitle { fill: #666666 }
      .value { font-size: 11px; fill: #111111 }
      .grid { stroke: #E4E4E4; stroke-width: 1 }
      .axis { stroke: #777777; stroke-width: 1 }
      .error { stroke: #222222; stroke-width: 1.2 }
      .curve { fill: none; stroke-width: 2.2; stroke-linejoin: round; stroke-linecap: round }
      """;

  private final StringBuilder out = new StringBuilder(8192);

  Drawing(double width, double height, String title) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" width=\"%s\" height=\"%s\""
            + " viewBox=\"0 0 %s %s\">%n",
        at(width), at(height), at(width), at(height));
    add("<title>%s</title>%n<style>%n%s</style>%n", escaped(title), STYLE);
    add("<rect width=\"%s\" height=\"%s\" fill=\"#FFFFFF\"/>%n", at(width), at(height));
  }

  /** A straight line. */
  void line(String style, double x1, double y1, double x2, double y2) {
    add(
        "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>%n",
        style, at(x1), at(y1), at(x2), at(y2));
  }

  /** A filled box; pointing at it shows the hint. */
  void box(
      String style, String fill, double x, double y, double width, double height, String hint) {
    add(
        "<rect class=\"%s\" fill=\"%s\" x=\"%s\" y=\"%s\" width=\"%s\" height=\"%s\">"
            + "<title>%s</title></rect>%n",
        style, fill, at(x), at(y), at(width), at(height), escaped(hint));
  }

  /** A disc; pointing at it shows the hint. */
  void dot(String style, String fill, double x, double y, String hint) {
    add(
        "<circle class=\"%s\" fill=\"%s\" cx=\"%s\" cy=\"%s\""
            + " r=\"3.2\"><title>%s</title></circle>%n",
        style, fill, at(x), at(y), escaped(hint));
  }

  /** A line through points written as {@code x,y x,y}. */
  void curve(String stroke, String dash, String points) {
    add(
        "<polyline class=\"curve\" stroke=\"%s\" stroke-dasharray=\"%s\" points=\"%s\"/>%n",
        stroke, dash, points);
  }

  /** Text whose {@code anchor} (start, middle, end) is at the place given. */
  void text(String style, String anchor, double x, double y, String text) {
    add(
        "<text class=\"%s\" text-anchor=\"%s\" x=\"%s\" y=\"%s\">%s</text>%n",
        style, anchor, at(x), at(y), escaped(text));
  }

  /** Text that reads upward, centred on the place given. */
  void upright(double x, double y, String text) {
    add(
        "<text text-anchor=\"middle\" transform=\"translate(%s %s) rotate(-90)\">%s</text>%n",
        at(x), at(y), escaped(text));
  }

  /** The whole document. */
  String finished() {
    return out + "</svg>\n";
  }

  /** A coordinate, to a hundredth. */
  static String at(double coordinate) {
    return String.format(Locale.ROOT, "%.2f", coordinate);
  }

  /** About how wide a text of 13 pixels is: SVG text cannot be measured without its font. */
  static double width(String text) {
    return text.length() * 7.4;
  }

  private static String escaped(String text) {
    StringBuilder safe = new StringBuilder(text.length());
    for (char c : text.toCharArray()) {
      switch (c) {
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '&' -> safe.append("&amp;");
        case '"' -> safe.append("&quot;");
        default -> safe.append(c < ' ' ? ' ' : c);
      }
    }
    return safe.toString();
  }

  private void add(String format, Object... values) {
    out.append(String.format(Locale.ROOT, format.replace("%n", "\n"), values));
  }
}
