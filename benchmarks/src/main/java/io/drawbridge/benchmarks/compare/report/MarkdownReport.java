// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.report.Goal.Reference;
import io.drawbridge.benchmarks.compare.report.Results.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The tables for people: the bar first, then every median with its range. */
public final class MarkdownReport {
  private final Results results;
  private final StringBuilder out = new StringBuilder();

  private MarkdownReport(Results results) {
    this.results = results;
  }

  /** The document. */
  public static String of(Results results, Map<String, String> facts) {
    MarkdownReport report = new MarkdownReport(results);
    report.head(facts);
    report.bar();
    report.medians();
    return report.out.toString();
  }

  private void head(Map<String, String> facts) {
    out.append("# Drawbridge beside HAProxy and nginx\n\n");
    facts.forEach(
        (name, value) -> out.append("- ").append(name).append(": ").append(value).append('\n'));
    results
        .missing()
        .forEach(
            (who, why) ->
                out.append("- **")
                    .append(who.label())
                    .append(" does not take part**: ")
                    .append(oneLine(why))
                    .append('\n'));
    results
        .failures()
        .forEach(what -> out.append("- **failed**: ").append(oneLine(what)).append('\n'));
  }

  private void bar() {
    List<Verdict> verdicts = results.verdicts();
    long met = verdicts.stream().filter(Verdict::met).count();
    out.append("\n## The bar: ")
        .append(met)
        .append(" of ")
        .append(verdicts.size())
        .append(" met\n\n");
    line("work", "measure", "who", "median", "against", "its median", "ratio", "bar", "");
    line("---", "---", "---", "--:", "---", "--:", "--:", "--:", "---");
    for (Verdict verdict : verdicts) {
      Goal goal = verdict.goal();
      boolean bare = goal.reference() instanceof Reference.Nothing;
      line(
          goal.work(),
          goal.metric().title(),
          goal.contender().label(),
          number(goal.metric().shown(verdict.value())),
          name(goal.reference()),
          bare ? "" : number(goal.metric().shown(verdict.reference())),
          bare ? "" : ratio(verdict.ratio()),
          (goal.metric().moreIsBetter() ? "≥ " : "≤ ")
              + (bare ? number(goal.metric().shown(goal.limit())) : ratio(goal.limit()) + " ×"),
          verdict.met() ? "met" : "**missed**");
    }
  }

  private static String name(Reference reference) {
    return switch (reference) {
      case Reference.BetterRival() -> "better of HAProxy, nginx";
      case Reference.Rival(Contender contender) -> contender.label();
      case Reference.Other(String work) -> "itself at " + work;
      case Reference.Nothing() -> "";
    };
  }

  private void medians() {
    List<Contender> shown =
        Stream.of(Contender.values())
            .filter(c -> results.samples().stream().anyMatch(s -> s.contender() == c))
            .toList();
    out.append("\n## Medians [least … most]\n\n");
    List<String> heads = new ArrayList<>(List.of("work", "measure"));
    shown.forEach(contender -> heads.add(contender.label()));
    heads.add("Drawbridge ÷ better rival");
    line(heads.toArray(String[]::new));
    line(Stream.generate(() -> "---").limit(heads.size()).toArray(String[]::new));
    for (String work : results.works()) {
      for (Metric metric : Metric.values()) {
        row(work, metric, shown);
      }
    }
  }

  private void row(String work, Metric metric, List<Contender> shown) {
    List<String> cells = new ArrayList<>(List.of(work, metric.title()));
    boolean any = false;
    for (Contender contender : shown) {
      List<Long> values = results.values(work, contender, metric);
      any |= !values.isEmpty();
      cells.add(
          results
              .median(work, contender, metric)
              .map(
                  median ->
                      "%s [%s … %s]"
                          .formatted(
                              number(metric.shown(median)),
                              number(metric.shown(values.getFirst())),
                              number(metric.shown(values.getLast()))))
              .orElse(""));
    }
    if (any) {
      cells.add(
          results
              .betterRival(work, metric)
              .flatMap(
                  rival ->
                      results
                          .median(work, Contender.DRAWBRIDGE, metric)
                          .map(median -> ratio(median / rival)))
              .orElse(""));
      line(cells.toArray(String[]::new));
    }
  }

  private void line(String... cells) {
    out.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  private static String ratio(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "";
  }

  /** Three digits that count. */
  private static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String oneLine(String text) {
    return text.replaceAll("\\s+", " ").replace("|", "\\|");
  }
}
