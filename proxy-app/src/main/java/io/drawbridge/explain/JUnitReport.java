// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import java.util.List;
import java.util.Optional;

/** Test results as the JUnit XML that CI servers read (GitLab: "Unit test reports"). */
final class JUnitReport {
  /** The cases of a file. */
  record Suite(String name, List<Case> cases) {}

  /** A case, why it failed if it did, and further lines about that. */
  record Case(String name, Optional<String> failure, List<String> details) {}

  private final StringBuilder out = new StringBuilder();

  private JUnitReport() {}

  static String of(List<Suite> suites) {
    JUnitReport report = new JUnitReport();
    report.line("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    report.line("<testsuites>");
    suites.forEach(report::suite);
    report.line("</testsuites>");
    return report.out.toString();
  }

  private void suite(Suite suite) {
    long failures = suite.cases().stream().filter(each -> each.failure().isPresent()).count();
    line(
        "  <testsuite name=\""
            + escaped(suite.name())
            + "\" tests=\""
            + suite.cases().size()
            + "\" failures=\""
            + failures
            + "\" errors=\"0\" skipped=\"0\">");
    for (Case each : suite.cases()) {
      String names =
          "classname=\"" + escaped(suite.name()) + "\" name=\"" + escaped(each.name()) + "\"";
      if (each.failure().isEmpty()) {
        line("    <testcase " + names + " time=\"0\"/>");
        continue;
      }
      line("    <testcase " + names + " time=\"0\">");
      line(
          "      <failure message=\""
              + escaped(each.failure().get())
              + "\">"
              + escaped(String.join("\n", each.details()))
              + "</failure>");
      line("    </testcase>");
    }
    line("  </testsuite>");
  }

  private void line(String line) {
    out.append(line).append('\n');
  }

  /** Also replaces what XML 1.0 (section 2.2) has no way to write. */
  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder();
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\n' -> escaped.append("&#10;");
                case '\t' -> escaped.append("&#9;");
                default -> escaped.appendCodePoint(isXml(c) ? c : 0xfffd);
              }
            });
    return escaped.toString();
  }

  private static boolean isXml(int c) {
    return c >= 0x20 && c <= 0xd7ff || c >= 0xe000 && c <= 0xfffd || c >= 0x10000;
  }
}
