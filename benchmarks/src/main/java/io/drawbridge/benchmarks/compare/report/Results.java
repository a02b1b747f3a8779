// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;
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
  private static final int FEWEST_RUNS = 3;
  private static final double MOST_SCATTER = 0.25;

  private final int runs;
  private final List<Sample> samples = new ArrayList<>();
  private final List<Goal> goals = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private final Map<Contender, String> missing = new EnumMap<>(Contender.class);
  private final List<String> disturbances = new ArrayList<>();

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

  /** Whether there are runs enough to judge by. */
  boolean judged() {
    return runs >= FEWEST_RUNS;
  }

  /** Something else was at work. */
  public void disturbed(String what) {
    disturbances.add(what);
  }

  /**
   * Why the machine was not quiet: what was seen, and the scatter of the runs. If there is
   * anything, no goal may be called met.
   */
  public List<String> disturbances() {
    List<String> all = new ArrayList<>(disturbances);
    double scatter = scatter();
    if (scatter > MOST_SCATTER) {
      all.add(
          "the runs of one row scatter by %.0f %% in CPU time, in the middle of all rows; on a quiet machine by less than %.0f %%"
              .formatted(scatter * 100, MOST_SCATTER * 100));
    }
    return all;
  }

  /**
   * How far the most is from the least of one row, by its median; of all rows of CPU time with
   * three runs or more the middle one. CPU time of the same work is what a neighbour changes and a
   * contender does not.
   */
  private double scatter() {
    List<Double> scatters = new ArrayList<>();
    for (String work : works()) {
      for (Contender contender : Contender.values()) {
        for (Metric metric : Metric.CPU) {
          List<Long> values = values(work, contender, metric);
          if (values.size() >= FEWEST_RUNS) {
            double median = Median.of(values).orElseThrow();
            scatters.add((values.getLast() - values.getFirst()) / median);
          }
        }
      }
    }
    return Median.of(scatters).orElse(0.0);
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

  /** Whose median is the best. */
  Optional<Contender> best(String work, List<Contender> contenders, Metric metric) {
    Comparator<Contender> less =
        Comparator.comparingDouble(who -> median(work, who, metric).orElseThrow());
    return contenders.stream()
        .filter(who -> median(work, who, metric).isPresent())
        .min(metric.moreIsBetter() ? less.reversed() : less);
  }

  /** Every goal, in the order in which they were stated. */
  public List<Judgement> verdicts() {
    return goals.stream().map(this::verdict).toList();
  }

  private Judgement verdict(Goal goal) {
    Metric metric = goal.metric();
    Optional<Double> value = median(goal.work(), goal.contender(), metric);
    if (goal.others().isEmpty()) {
      return new Judgement(goal, value, "", Optional.of(goal.limit()));
    }
    Optional<Contender> best = best(goal.otherWork(), goal.others(), metric);
    String against =
        goal.otherWork().equals(goal.work())
            ? best.map(Contender::label).orElse(goal.otherLabels())
            : "itself at " + goal.otherWork();
    Optional<Double> reference = best.flatMap(who -> median(goal.otherWork(), who, metric));
    return new Judgement(goal, value, against, reference);
  }
}
