// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * For the operator: which rule for the target came nearest to granting it, and what it missed. It
 * names rules and conditions: not for the caller.
 *
 * @param rule the rule's name
 * @param missed the keys of the conditions that do not hold, in order; behind {@code auth} if the
 *     rule is about identities of another authenticator
 */
public record Nearest(String rule, List<String> missed) {
  /** Copies the list. */
  public Nearest {
    missed = List.copyOf(missed);
  }

  /** The first of the nearest ones; empty if there is none. */
  static Optional<Nearest> of(List<Rule> candidates, Subject subject) {
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
      return Optional.empty();
    }
    List<String> missed = new ArrayList<>(missed(nearest, subject));
    if (!nearest.fits(subject.authenticator())) {
      missed.addFirst("auth");
    }
    return Optional.of(new Nearest(nearest.name(), missed));
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

  /** In one phrase. */
  @Override
  public String toString() {
    return "the nearest rule, \"" + rule + "\", misses " + String.join(", ", missed);
  }
}
