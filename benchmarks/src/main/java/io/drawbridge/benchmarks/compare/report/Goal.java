// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a median of Drawbridge is held against: the best median of some contenders.
 *
 * @param work of which work
 * @param contender Drawbridge, splicing or copying
 * @param metric which
 * @param otherWork the work of those it is held against: another one where it is held against
 *     itself
 * @param others who; nobody if the limit is a value and not a ratio
 * @param limit the ratio that is still good, or the value in base units
 */
public record Goal(
    String work,
    Contender contender,
    Metric metric,
    String otherWork,
    List<Contender> others,
    double limit) {
  /** Those of whom Drawbridge is held against the better one. */
  static final List<Contender> RIVALS = List.of(Contender.HAPROXY, Contender.NGINX);

  /** Drawbridge against the better of the two. */
  public static Goal better(String work, Metric metric, double limit) {
    return new Goal(work, Contender.DRAWBRIDGE, metric, work, RIVALS, limit);
  }

  /** Drawbridge against HAProxy. */
  public static Goal haproxy(String work, Metric metric, double limit) {
    return new Goal(work, Contender.DRAWBRIDGE, metric, work, List.of(Contender.HAPROXY), limit);
  }

  /** Drawbridge against itself at another work. */
  public static Goal growth(String work, Metric metric, String smaller, double limit) {
    List<Contender> itself = List.of(Contender.DRAWBRIDGE);
    return new Goal(work, Contender.DRAWBRIDGE, metric, smaller, itself, limit);
  }

  /** Drawbridge against a number. */
  public static Goal most(String work, Metric metric, double value) {
    return new Goal(work, Contender.DRAWBRIDGE, metric, work, List.of(), value);
  }

  /** Who it is held against, of whom none was measured. */
  String otherLabels() {
    return others.stream().map(Contender::label).collect(Collectors.joining(" or "));
  }

  /** The same goal for Drawbridge without splice. */
  public Goal copying(double other) {
    return new Goal(work, Contender.COPYING, metric, otherWork, others, other);
  }
}
