// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import io.drawbridge.benchmarks.plot.Quantity;
import java.util.List;

/** Tables in GitHub's Markdown. */
final class MarkdownTable {
  private MarkdownTable() {}

  static String of(List<String> head, List<List<String>> rows) {
    StringBuilder out = new StringBuilder();
    row(out, head);
    out.append("|---".repeat(head.size())).append("|\n");
    rows.forEach(row -> row(out, row));
    return out.toString();
  }

  private static void row(StringBuilder out, List<String> cells) {
    cells.forEach(cell -> out.append("| ").append(cell.replace("|", "\\|")).append(' '));
    out.append("|\n");
  }

  /** A number with its error bar and its unit. */
  static String scored(Figure figure) {
    String score = Quantity.text(figure.score());
    String error = figure.error() > 0 ? " ± " + Quantity.text(figure.error()) : "";
    return score + error + " " + figure.shownUnit();
  }
}
