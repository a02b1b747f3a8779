// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Contender;

/**
 * What a median is held against.
 *
 * @param work of which work
 * @param contender whose
 * @param metric which
 * @param reference against what
 * @param limit the ratio to it that is still good; for {@link Reference.Nothing} the value itself
 */
public record Goal(
    String work, Contender contender, Metric metric, Reference reference, double limit) {
  /** The other side of the ratio. */
  public sealed interface Reference {
    /** The better of HAProxy and nginx. */
    record BetterRival() implements Reference {}

    /** One contender. */
    record Rival(Contender contender) implements Reference {}

    /** The same contender's value in another work. */
    record Other(String work) implements Reference {}

    /** The limit is a value in the base unit, not a ratio. */
    record Nothing() implements Reference {}
  }

  /** Drawbridge against the better of the two. */
  public static Goal better(String work, Metric metric, double limit) {
    return new Goal(work, Contender.DRAWBRIDGE, metric, new Reference.BetterRival(), limit);
  }

  /** Drawbridge against HAProxy. */
  public static Goal haproxy(String work, Metric metric, double limit) {
    return new Goal(
        work, Contender.DRAWBRIDGE, metric, new Reference.Rival(Contender.HAPROXY), limit);
  }

  /** Drawbridge against itself at another work. */
  public static Goal growth(String work, Metric metric, String smaller, double limit) {
    return new Goal(work, Contender.DRAWBRIDGE, metric, new Reference.Other(smaller), limit);
  }

  /** Drawbridge against a number. */
  public static Goal most(String work, Metric metric, double value) {
    return new Goal(work, Contender.DRAWBRIDGE, metric, new Reference.Nothing(), value);
  }

  /** The same goal for Drawbridge without splice. */
  public Goal copying(double other) {
    return new Goal(work, Contender.COPYING, metric, reference, other);
  }
}
