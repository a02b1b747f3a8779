// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Claims;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Tells a caller why it was denied without telling it what the rules say: of the rule that came
 * nearest, the caller's own values that did not fit. A claim that the caller did not present is not
 * named, nor is anything of the gateway's own (rule, authenticator, listener).
 */
public final class Denial {
  /** The whole explanation where there is nothing of the caller's own to repeat. */
  public static final String PLAIN = "no rule grants this";

  /** Most values repeated in one explanation. */
  private static final int MOST = 5;

  private static final Set<String> OURS = Set.of("auth", "listener");

  private Denial() {}

  /** Explains a denial by these rules, all of which name the target. */
  static String explain(List<Rule> candidates, Subject subject) {
    Rule nearest = null;
    int best = Integer.MIN_VALUE;
    for (Rule rule : candidates) {
      int score = score(rule, subject);
      if (score > best) {
        best = score;
        nearest = rule;
      }
    }
    return nearest == null ? PLAIN : explain(Rules.trace(nearest, subject));
  }

  /**
   * Rules of another authenticator come last: what they demand says nothing to this caller. Then
   * the one with the most conditions held, of these the one with the fewest missed, of these the
   * first.
   */
  private static int score(Rule rule, Subject subject) {
    int held = 0;
    int missed = 0;
    for (Map.Entry<String, Condition> condition : rule.when().entrySet()) {
      if (condition.getValue().matches(subject.value(condition.getKey()))) {
        held++;
      } else {
        missed++;
      }
    }
    int score = Math.min(held, 10_000) * 10_000 - Math.min(missed, 9_999);
    return rule.fits(subject.authenticator()) ? score : score - 200_000_000;
  }

  private static String explain(Evaluation.OfRule trace) {
    List<String> misfits = new ArrayList<>();
    boolean unnamed = !trace.auth();
    for (Evaluation.OfCondition condition : trace.conditions()) {
      if (condition.held()) {
        continue;
      }
      if (OURS.contains(condition.key())
          || condition.presented() instanceof Claims.Value.Absent
          || misfits.size() == MOST) {
        unnamed = true;
      } else {
        misfits.add(condition.key() + " is " + Presented.text(condition.presented()));
      }
    }
    if (misfits.isEmpty()) {
      return PLAIN + ": something it needs was not presented";
    }
    return PLAIN + ": " + String.join(", ", misfits) + (unnamed ? ", and more did not fit" : "");
  }
}
