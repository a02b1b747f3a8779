// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import java.util.Collections;
import java.util.List;

/** Tables in GitHub's Markdown. */
final class MarkdownTable {
  private MarkdownTable() {}

  /** With every column to the left; what would end a cell is escaped. */
  static String of(List<String> head, List<List<String>> rows) {
    return of(head, Collections.nCopies(head.size(), "---"), rows);
  }

  /**
   * With columns to the left or right.
   *
   * @param sides {@code ---} or {@code --:} for each column
   */
  static String of(List<String> head, List<String> sides, List<List<String>> rows) {
    StringBuilder out = new StringBuilder();
    row(out, head);
    sides.forEach(side -> out.append('|').append(side));
    out.append("|\n");
    rows.forEach(row -> row(out, row));
    return out.toString();
  }

  private static void row(StringBuilder out, List<String> cells) {
    cells.forEach(cell -> out.append("| ").append(cell.replace("|", "\\|")).append(' '));
    out.append("|\n");
  }
}
