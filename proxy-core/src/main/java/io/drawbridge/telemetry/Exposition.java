// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.telemetry;

/**
 * Writes the Prometheus text format, version 0.0.4
 * (prometheus.io/docs/instrumenting/exposition_formats). One thread.
 */
final class Exposition {
  private final StringBuilder out = new StringBuilder(16 * 1024);
  private String metric = "";

  /** Begins a metric. Its samples follow at once: the format wants them in one group. */
  Exposition metric(String name, String type, String help) {
    metric = name;
    out.append("# HELP ").append(name).append(' ').append(escaped(help, false)).append('\n');
    out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    return this;
  }

  /** One sample of the metric; the labels are names and values by turns. */
  Exposition sample(double value, String... labels) {
    return part("", value, labels);
  }

  /** One sample of a part of the metric, such as {@code _sum}. */
  Exposition part(String suffix, double value, String... labels) {
    out.append(metric).append(suffix);
    for (int i = 0; i < labels.length; i += 2) {
      out.append(i == 0 ? '{' : ',').append(labels[i]).append("=\"");
      out.append(escaped(labels[i + 1], true)).append('"');
    }
    out.append(labels.length > 0 ? "} " : " ").append(number(value)).append('\n');
    return this;
  }

  String text() {
    return out.toString();
  }

  /** A number as the format wants it; whole ones without fraction. */
  static String number(double value) {
    if (Double.isInfinite(value)) {
      return value > 0 ? "+Inf" : "-Inf";
    }
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    return whole ? Long.toString((long) value) : Double.toString(value);
  }

  private static String escaped(String text, boolean quotes) {
    StringBuilder safe = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '\\' -> safe.append("\\\\");
        case '\n' -> safe.append("\\n");
        case '"' -> safe.append(quotes ? "\\\"" : "\"");
        default -> safe.append(c < ' ' || Character.isSurrogate(c) ? '?' : c);
      }
    }
    return safe.toString();
  }
}
