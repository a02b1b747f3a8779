// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.settings.RuleSettings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;

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

  /**
   * Rules of another authenticator come last. Then the one with the most conditions held, of these
   * the one with the fewest missed, of these the first.
   */
  static Optional<Nearest> of(List<RuleSettings> candidates, Subject subject) {
    Comparator<RuleSettings> order =
        Comparator.comparing((RuleSettings rule) -> rule.fits(subject.authenticator()))
            .thenComparing(rule -> rule.when().size() - subject.missed(rule).size())
            .thenComparing(rule -> -rule.when().size());
    return candidates.stream()
        .reduce(BinaryOperator.maxBy(order))
        .map(
            nearest -> {
              List<String> missed = new ArrayList<>(subject.missed(nearest));
              if (!nearest.fits(subject.authenticator())) {
                missed.addFirst("auth");
              }
              return new Nearest(nearest.name(), missed);
            });
  }

  /** In one phrase. */
  @Override
  public String toString() {
    return "the nearest rule, \"" + rule + "\", misses " + String.join(", ", missed);
  }
}
