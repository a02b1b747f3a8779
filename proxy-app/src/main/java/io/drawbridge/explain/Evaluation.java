// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import io.drawbridge.policy.Condition;
import io.drawbridge.policy.Nearest;
import io.drawbridge.policy.Rule;
import io.drawbridge.policy.Rules;
import io.drawbridge.policy.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The whole trace of a decision, for the operator only: it holds every rule's content.
 *
 * @param rules every rule, in order, also those behind the one that decided
 * @param decision what was decided
 * @param nearest the rule in force that came nearest to granting it; empty if none names the target
 */
record Evaluation(List<OfRule> rules, Decision decision, Optional<Nearest> nearest) {
  /** Copies the list. */
  Evaluation {
    rules = List.copyOf(rules);
  }

  /** What the rules decide, and for every rule and condition whether it holds. */
  static Evaluation of(Rules rules, Subject subject) {
    List<OfRule> traces = rules.rules().stream().map(rule -> trace(rule, subject)).toList();
    return new Evaluation(traces, rules.decide(subject), rules.nearestRule(subject));
  }

  private static OfRule trace(Rule rule, Subject subject) {
    List<OfCondition> conditions = new ArrayList<>();
    rule.when()
        .forEach(
            (key, condition) -> {
              Claims.Value value = subject.value(key);
              conditions.add(new OfCondition(key, condition, value, condition.matches(value)));
            });
    return new OfRule(
        rule, rule.to().contains(subject.target()), rule.fits(subject.authenticator()), conditions);
  }

  /**
   * How one rule fared.
   *
   * @param rule the rule
   * @param target whether it names the target asked for
   * @param auth whether it is about identities of this authenticator
   * @param conditions each of its conditions, in order
   */
  record OfRule(Rule rule, boolean target, boolean auth, List<OfCondition> conditions) {
    /** Copies the list. */
    OfRule {
      conditions = List.copyOf(conditions);
    }

    /** Whether it would grant; a shadow rule, if it were in force. */
    boolean held() {
      return target && auth && conditions.stream().allMatch(OfCondition::held);
    }
  }

  /**
   * How one condition fared.
   *
   * @param key the claim or reserved word it is about
   * @param condition what is demanded
   * @param presented what was presented
   * @param held whether it holds
   */
  record OfCondition(String key, Condition condition, Claims.Value presented, boolean held) {}
}
