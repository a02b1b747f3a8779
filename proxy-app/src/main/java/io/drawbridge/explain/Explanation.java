// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import java.util.List;

/**
 * Why credentials would be let in or refused.
 *
 * @param granted whether a session would be granted, if its job runs and its target answers
 * @param steps how that came to be
 * @param next what to do about it, a sentence each, the first thing first; empty if granted
 */
public record Explanation(boolean granted, List<Step> steps, List<String> next) {
  /** How a step went. */
  public enum Outcome {
    /** It held. */
    HELD,
    /** It did not. */
    FAILED,
    /** It could not be looked at. */
    SKIPPED,
    /** None of these: something to know. */
    NOTE
  }

  /**
   * One step.
   *
   * @param outcome how it went
   * @param depth how far it is indented
   * @param text what it is
   */
  public record Step(Outcome outcome, int depth, String text) {}

  /** Copies the lists. */
  public Explanation {
    steps = List.copyOf(steps);
    next = List.copyOf(next);
  }
}
