// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.report.Goal.Reference;
import io.drawbridge.benchmarks.report.Median;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** All that was measured, and what it is held against. */
public final class Results {
  private final int runs;
  private final List<Sample> samples = new ArrayList<>();
  private final List<Goal> goals = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<Contender, String> missing = new EnumMap<>(Contender.class);

  /** Nothing yet, of so many runs that there should be of everything. */
  public Results(int runs) {
    this.runs = runs;
  }

  /** One run more. */
  public void add(Sample sample) {
    samples.add(sample);
  }

  /** One goal more. */
  public void add(Goal goal) {
    goals.add(goal);
  }

  /** A run that does not count, and why. */
  public void failed(String what) {
    failures.add(what);
  }

  /** A contender that does not take part, and why. */
  public void missing(Contender contender, String why) {
    missing.put(contender, why);
  }

  /** All runs in their order. */
  public List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** The runs that do not count. */
  public List<String> failures() {
    return List.copyOf(failures);
  }

  /** Who does not take part, and why. */
  public Map<Contender, String> missing() {
    return missing;
  }

  /** The works in their order. */
  public Set<String> works() {
    Set<String> works = new LinkedHashSet<>();
    samples.forEach(sample -> works.add(sample.work()));
    return works;
  }

  /** The values of all runs, in base units, ascending. */
  public List<Long> values(String work, Contender contender, Metric metric) {
    return of(work, contender)
        .flatMap(s -> Stream.ofNullable(s.values().get(metric)))
        .sorted()
        .toList();
  }

  private Stream<Sample> of(String work, Contender contender) {
    return samples.stream().filter(s -> s.work().equals(work) && s.contender() == contender);
  }

  /** How many runs counted; nothing if all did. */
  public Optional<Long> fewer(String work, Contender contender) {
    long counted = of(work, contender).map(Sample::run).distinct().count();
    return counted < runs ? Optional.of(counted) : Optional.empty();
  }

  /** The median of the runs, in base units. */
  public Optional<Double> median(String work, Contender contender, Metric metric) {
    return Median.of(values(work, contender, metric));
  }

  /** The better of HAProxy and nginx, by their medians. */
  public Optional<Contender> betterRival(String work, Metric metric) {
    Comparator<Contender> less =
        Comparator.comparingDouble(rival -> median(work, rival, metric).orElseThrow());
    return Stream.of(Contender.values())
        .filter(Contender::rival)
        .filter(rival -> median(work, rival, metric).isPresent())
        .min(metric.moreIsBetter() ? less.reversed() : less);
  }

  /** Every goal, in the order in which they were stated. */
  public List<Verdict> verdicts() {
    return goals.stream().map(this::verdict).toList();
  }

  private Verdict verdict(Goal goal) {
    return switch (goal.reference()) {
      case Reference.BetterRival() ->
          betterRival(goal.work(), goal.metric())
              .map(rival -> against(goal, rival))
              .orElse(new Verdict.NotMeasured(goal));
      case Reference.Rival(Contender rival) -> against(goal, rival);
      case Reference.Other(String work) ->
          verdict(
              goal,
              "itself at " + work,
              median(work, goal.contender(), goal.metric()),
              goal.limit());
      case Reference.Nothing() -> verdict(goal, "", Optional.of(goal.limit()), 1);
    };
  }

  private Verdict against(Goal goal, Contender rival) {
    return verdict(goal, rival.label(), median(goal.work(), rival, goal.metric()), goal.limit());
  }

  private Verdict verdict(Goal goal, String against, Optional<Double> reference, double limit) {
    Optional<Double> value = median(goal.work(), goal.contender(), goal.metric());
    if (value.isEmpty() || reference.isEmpty()) {
      return new Verdict.NotMeasured(goal);
    }
    double ratio = value.get() / reference.get();
    boolean met = goal.metric().moreIsBetter() ? ratio >= limit : ratio <= limit;
    return new Verdict.Measured(goal, value.get(), against, reference.get(), ratio, met);
  }
}
