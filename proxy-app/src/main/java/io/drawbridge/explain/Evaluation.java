// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import io.drawbridge.policy.Nearest;
import io.drawbridge.policy.Presented;
import io.drawbridge.policy.Rules;
import io.drawbridge.policy.Subject;
import io.drawbridge.settings.Condition;
import io.drawbridge.settings.RuleSettings;
import java.util.List;
import java.util.Optional;

/**
 * The whole trace of a decision, for the operator only: it holds every rule's content.
 *
 * @param rules every rule, in order, also those behind the one that decided
 * @param nearest the rule in force that came nearest to granting it; empty if none names the target
 */
record Evaluation(List<OfRule> rules, Decision decision, Optional<Nearest> nearest) {
  /** What the rules decide, and for every rule and condition whether it holds. */
  static Evaluation of(Rules rules, Subject subject) {
    List<OfRule> traces = rules.rules().stream().map(rule -> trace(rule, subject)).toList();
    return new Evaluation(traces, rules.decide(subject), rules.nearestRule(subject));
  }

  private static OfRule trace(RuleSettings rule, Subject subject) {
    List<OfCondition> conditions =
        rule.when().entrySet().stream()
            .map(each -> OfCondition.of(each.getKey(), each.getValue(), subject))
            .toList();
    return new OfRule(
        rule, rule.to().contains(subject.target()), rule.fits(subject.authenticator()), conditions);
  }

  /** How one rule fared: whether it names the target, and is about the authenticator. */
  record OfRule(RuleSettings rule, boolean target, boolean auth, List<OfCondition> conditions) {
    /** Whether it would grant; a shadow rule, if it were in force. */
    boolean held() {
      return target && auth && conditions.stream().allMatch(OfCondition::held);
    }
  }

  /** How one condition fared. */
  record OfCondition(String key, Condition condition, Claims.Value presented, boolean held) {
    static OfCondition of(String key, Condition condition, Subject subject) {
      Claims.Value value = subject.value(key);
      return new OfCondition(key, condition, value, condition.matches(value));
    }

    /** What is demanded and what is there. */
    String text() {
      return key + " must be " + Presented.text(condition) + "; it is " + Presented.text(presented);
    }
  }
}
