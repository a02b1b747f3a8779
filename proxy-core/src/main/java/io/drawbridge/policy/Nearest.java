// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** For the operator: which rule for the target came nearest to granting it, and what it missed. */
final class Nearest {
  private Nearest() {}

  /** One phrase. It names rules and conditions: not for the caller. */
  static String of(List<Rule> candidates, Subject subject) {
    Rule nearest = null;
    int best = Integer.MIN_VALUE;
    for (Rule rule : candidates) {
      int score = score(rule, subject);
      if (score > best) {
        best = score;
        nearest = rule;
      }
    }
    if (nearest == null) {
      return "no rule names the target";
    }
    List<String> missed = new ArrayList<>(missed(nearest, subject));
    if (!nearest.fits(subject.authenticator())) {
      missed.addFirst("auth");
    }
    return "the nearest rule, \"" + nearest.name() + "\", misses " + String.join(", ", missed);
  }

  /**
   * Rules of another authenticator come last. Then the one with the most conditions held, of these
   * the one with the fewest missed, of these the first.
   */
  private static int score(Rule rule, Subject subject) {
    int missed = missed(rule, subject).size();
    int held = rule.when().size() - missed;
    int score = Math.min(held, 10_000) * 10_000 - Math.min(missed, 9_999);
    return rule.fits(subject.authenticator()) ? score : score - 200_000_000;
  }

  private static List<String> missed(Rule rule, Subject subject) {
    List<String> missed = new ArrayList<>();
    for (Map.Entry<String, Condition> condition : rule.when().entrySet()) {
      if (!condition.getValue().matches(subject.value(condition.getKey()))) {
        missed.add(condition.getKey());
      }
    }
    return missed;
  }
}
