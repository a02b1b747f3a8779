// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import java.util.List;
import java.util.Optional;

/** Test results as the JUnit XML that CI servers read (GitLab: "Unit test reports"). */
final class JUnitReport {
  record Suite(String name, List<Case> cases) {}

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
    String name = escaped(suite.name());
    line(
        "  <testsuite name=\"%s\" tests=\"%s\" failures=\"%s\" errors=\"0\" skipped=\"0\">"
            .formatted(name, suite.cases().size(), failures));
    for (Case each : suite.cases()) {
      String begin =
          "    <testcase classname=\"%s\" name=\"%s\" time=\"0\""
              .formatted(name, escaped(each.name()));
      if (each.failure().isEmpty()) {
        line(begin + "/>");
        continue;
      }
      line(begin + ">");
      line(
          "      <failure message=\"%s\">%s</failure>"
              .formatted(
                  escaped(each.failure().get()), escaped(String.join("\n", each.details()))));
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
