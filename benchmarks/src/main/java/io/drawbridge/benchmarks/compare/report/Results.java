// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;
import io.drawbridge.benchmarks.compare.report.Goal.Reference;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** All that was measured, and what it is held against. */
public final class Results {
  private final List<Sample> samples = new ArrayList<>();
  private final List<Goal> goals = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<Contender, String> missing = new EnumMap<>(Contender.class);

  /**
   * A goal and how it came out.
   *
   * @param goal which
   * @param value the median, in base units
   * @param reference the value it is held against; the limit where there is none
   * @param ratio of both
   * @param met whether it is good
   */
  public record Verdict(Goal goal, double value, double reference, double ratio, boolean met) {}

  /** Nothing yet. */
  public Results() {}

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
    return samples.stream()
        .filter(s -> s.work().equals(work) && s.contender() == contender)
        .flatMap(s -> Stream.ofNullable(s.values().get(metric)))
        .sorted()
        .toList();
  }

  /** The median of the runs, in base units. */
  public Optional<Double> median(String work, Contender contender, Metric metric) {
    List<Long> values = values(work, contender, metric);
    if (values.isEmpty()) {
      return Optional.empty();
    }
    int middle = values.size() / 2;
    return Optional.of(
        values.size() % 2 == 1
            ? (double) values.get(middle)
            : (values.get(middle - 1) + values.get(middle)) / 2.0);
  }

  /** The better of the medians of HAProxy and nginx. */
  public Optional<Double> betterRival(String work, Metric metric) {
    ToDoubleFunction<Double> order = metric.moreIsBetter() ? value -> -value : value -> value;
    return Stream.of(Contender.values())
        .filter(Contender::rival)
        .flatMap(contender -> median(work, contender, metric).stream())
        .min(Comparator.comparingDouble(order));
  }

  /** Every goal for which both sides were measured. */
  public List<Verdict> verdicts() {
    return goals.stream().flatMap(goal -> verdict(goal).stream()).toList();
  }

  private Optional<Verdict> verdict(Goal goal) {
    Optional<Double> value = median(goal.work(), goal.contender(), goal.metric());
    Optional<Double> reference =
        switch (goal.reference()) {
          case Reference.BetterRival() -> betterRival(goal.work(), goal.metric());
          case Reference.Rival(Contender rival) -> median(goal.work(), rival, goal.metric());
          case Reference.Other(String work) -> median(work, goal.contender(), goal.metric());
          case Reference.Nothing() -> Optional.of(goal.limit());
        };
    if (value.isEmpty() || reference.isEmpty()) {
      return Optional.empty();
    }
    double ratio = value.get() / reference.get();
    double limit = goal.reference() instanceof Reference.Nothing ? 1 : goal.limit();
    boolean met = goal.metric().moreIsBetter() ? ratio >= limit : ratio <= limit;
    return Optional.of(new Verdict(goal, value.get(), reference.get(), ratio, met));
  }
}
