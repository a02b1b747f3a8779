// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The tables for people: the bar first, then every median with its range. */
public final class MarkdownReport {
  private static final List<String> BAR =
      List.of(
          "work", "measure", "who", "median", "against", "its median", "ratio", "bar", "verdict");
  private static final String BAR_SIDES = "|---|---|---|--:|---|--:|--:|--:|---|";

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
            Metric.TRIPS.text(sample.values().get(Metric.TRIPS)),
            Metric.OFFERED.text(sample.values().get(Metric.OFFERED)));
  }

  private void bar() {
    List<Judgement> verdicts = results.verdicts();
    long met = verdicts.stream().filter(Judgement::met).count();
    long not = verdicts.stream().filter(verdict -> !verdict.measured()).count();
    String sum = met + " of " + verdicts.size() + " met";
    out.append("\n## The bar: ").append(results.judged() ? sum : "not judged, too few runs");
    out.append(not == 0 ? "" : ", " + not + " not measured").append("\n\n");
    table(BAR, BAR_SIDES, verdicts.stream().map(this::row).toList());
  }

  private void table(List<String> head, String sides, List<List<String>> rows) {
    row(head);
    out.append(sides).append('\n');
    rows.forEach(this::row);
  }

  private void row(List<String> cells) {
    cells.forEach(cell -> out.append("| ").append(cell.replace("|", "\\|")).append(' '));
    out.append("|\n");
  }

  private List<String> row(Judgement verdict) {
    Goal goal = verdict.goal();
    Metric metric = goal.metric();
    boolean bare = goal.others().isEmpty();
    boolean ratio = verdict.measured() && !bare;
    String limit = bare ? metric.text(goal.limit()) : ratio(goal.limit()) + " ×";
    return List.of(
        goal.work(),
        metric.title(),
        goal.contender().label(),
        verdict.measured() ? metric.text(verdict.value().get()) : "",
        verdict.against(),
        ratio ? metric.text(verdict.reference().get()) : "",
        ratio ? ratio(verdict.ratio()) : "",
        (metric.moreIsBetter() ? "≥ " : "≤ ") + limit,
        word(verdict));
  }

  private String word(Judgement verdict) {
    if (!verdict.measured()) {
      return "**not measured**";
    }
    return results.judged() ? verdict.met() ? "met" : "**missed**" : "not judged";
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
    table(head, "|---".repeat(head.size()) + "|", rows);
  }

  private List<String> row(String work, Metric metric, List<Contender> shown) {
    List<String> row = new ArrayList<>(List.of(work, metric.title()));
    shown.forEach(contender -> row.add(cell(work, metric, contender)));
    Optional<Double> own = results.median(work, Contender.DRAWBRIDGE, metric);
    Optional<Double> rival =
        results.best(work, Goal.RIVALS, metric).flatMap(best -> results.median(work, best, metric));
    row.add(own.isPresent() && rival.isPresent() ? ratio(own.get() / rival.get()) : "");
    return row;
  }

  private String cell(String work, Metric metric, Contender contender) {
    List<Long> values = results.values(work, contender, metric);
    if (values.isEmpty()) {
      return "";
    }
    String runs =
        results.fewer(work, contender).map(n -> n == 1 ? ", 1 run" : ", " + n + " runs").orElse("");
    return "%s [%s … %s]%s"
        .formatted(
            metric.text(results.median(work, contender, metric).orElseThrow()),
            metric.text(values.getFirst()),
            metric.text(values.getLast()),
            runs);
  }

  private static String ratio(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : "";
  }
}
