// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.report.Goal.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** The tables for people: the bar first, then every median with its range. */
public final class MarkdownReport {
  private static final List<String> BAR =
      List.of(
          "work", "measure", "who", "median", "against", "its median", "ratio", "bar", "verdict");
  private static final List<String> BAR_SIDES =
      List.of("---", "---", "---", "--:", "---", "--:", "--:", "--:", "---");

  private final Results results;
  private final StringBuilder out = new StringBuilder();

  private MarkdownReport(Results results) {
    this.results = results;
  }

  /** The document. */
  public static String of(Results results, Map<String, String> facts) {
    MarkdownReport report = new MarkdownReport(results);
    report.head(facts);
    if (results.disturbances().isEmpty()) {
      report.bar();
      report.medians();
    } else {
      report.refusal();
    }
    return report.out.toString();
  }

  private void head(Map<String, String> facts) {
    out.append("# Drawbridge beside HAProxy and nginx\n\n");
    facts.forEach((name, value) -> item(name, value));
    results
        .missing()
        .forEach((who, why) -> item("**" + who.label() + " does not take part**", why));
    results.failures().forEach(what -> item("**failed**", what));
    results.samples().stream()
        .filter(Sample::overloaded)
        .forEach(sample -> item("**overloaded**", overload(sample)));
  }

  private void item(String name, String text) {
    out.append("- ").append(name).append(": ");
    out.append(text.replaceAll("\\s+", " ").replace("|", "\\|")).append('\n');
  }

  private void refusal() {
    out.append("\n## The machine was not quiet: no goal is judged, no table is shown\n\n");
    results.disturbances().forEach(why -> out.append("- ").append(why).append('\n'));
    out.append("\nEvery run is in compare.json. Measure again when nothing else runs.\n");
  }

  private static String overload(Sample sample) {
    return "%s, %s, run %d: %s of %s/s came back in time"
        .formatted(
            sample.work(),
            sample.contender().label(),
            sample.run(),
            number(sample.values().get(Metric.TRIPS)),
            number(sample.values().get(Metric.OFFERED)));
  }

  private void bar() {
    List<Judgement> verdicts = results.verdicts();
    long met = verdicts.stream().filter(Judgement::met).count();
    long not = verdicts.stream().filter(Judgement.NotMeasured.class::isInstance).count();
    String sum = met + " of " + verdicts.size() + " met";
    out.append("\n## The bar: ").append(results.judged() ? sum : "not judged, too few runs");
    out.append(not == 0 ? "" : ", " + not + " not measured").append("\n\n");
    out.append(MarkdownTable.of(BAR, BAR_SIDES, verdicts.stream().map(this::row).toList()));
  }

  private List<String> row(Judgement verdict) {
    Goal goal = verdict.goal();
    boolean bare = goal.reference() instanceof Reference.Nothing;
    List<String> row =
        new ArrayList<>(List.of(goal.work(), goal.metric().title(), goal.contender().label()));
    row.addAll(
        switch (verdict) {
          case Judgement.Measured it ->
              List.of(
                  number(goal.metric().shown(it.value())),
                  it.against(),
                  bare ? "" : number(goal.metric().shown(it.reference())),
                  bare ? "" : ratio(it.ratio()));
          case Judgement.NotMeasured _ -> List.of("", name(goal.reference()), "", "");
        });
    row.add(
        (goal.metric().moreIsBetter() ? "≥ " : "≤ ")
            + (bare ? number(goal.metric().shown(goal.limit())) : ratio(goal.limit()) + " ×"));
    row.add(
        switch (verdict) {
          case Judgement.Measured _ when !results.judged() -> "not judged";
          case Judgement.Measured it -> it.met() ? "met" : "**missed**";
          case Judgement.NotMeasured _ -> "**not measured**";
        });
    return row;
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
    List<String> head = new ArrayList<>(List.of("work", "measure"));
    shown.forEach(contender -> head.add(contender.label()));
    head.add("Drawbridge ÷ better rival");
    List<List<String>> rows = new ArrayList<>();
    for (String work : results.works()) {
      for (Metric metric : Metric.values()) {
        if (shown.stream().anyMatch(c -> results.median(work, c, metric).isPresent())) {
          rows.add(row(work, metric, shown));
        }
      }
    }
    out.append(MarkdownTable.of(head, rows));
  }

  private List<String> row(String work, Metric metric, List<Contender> shown) {
    List<String> row = new ArrayList<>(List.of(work, metric.title()));
    shown.forEach(contender -> row.add(cell(work, metric, contender)));
    row.add(
        results
            .betterRival(work, metric)
            .flatMap(rival -> results.median(work, rival, metric))
            .flatMap(
                rival ->
                    results
                        .median(work, Contender.DRAWBRIDGE, metric)
                        .map(median -> ratio(median / rival)))
            .orElse(""));
    return row;
  }

  private String cell(String work, Metric metric, Contender contender) {
    List<Long> values = results.values(work, contender, metric);
    String runs =
        results.fewer(work, contender).map(n -> n == 1 ? ", 1 run" : ", " + n + " runs").orElse("");
    return results
        .median(work, contender, metric)
        .map(
            median ->
                "%s [%s … %s]%s"
                    .formatted(
                        number(metric.shown(median)),
                        number(metric.shown(values.getFirst())),
                        number(metric.shown(values.getLast())),
                        runs))
        .orElse("");
  }

  private static String ratio(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "";
  }

  /** Three digits that count. */
  static String number(double value) {
    double size = Math.abs(value);
    String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
