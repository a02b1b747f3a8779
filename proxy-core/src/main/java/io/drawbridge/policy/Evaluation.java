// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import java.util.List;
import java.util.Optional;

/**
 * The whole trace of a decision, for the operator only: it holds every rule's content.
 *
 * @param subject what was judged
 * @param rules every rule, in order, also those behind the one that decided
 * @param decision what was decided
 * @param nearest the rule in force that came nearest to granting it; empty if none names the target
 */
public record Evaluation(
    Subject subject, List<OfRule> rules, Decision decision, Optional<Nearest> nearest) {
  /** Copies the list. */
  public Evaluation {
    rules = List.copyOf(rules);
  }

  /**
   * How one rule fared.
   *
   * @param rule the rule
   * @param target whether it names the target asked for
   * @param auth whether it is about identities of this authenticator
   * @param conditions each of its conditions, in order
   */
  public record OfRule(Rule rule, boolean target, boolean auth, List<OfCondition> conditions) {
    /** Copies the list. */
    public OfRule {
      conditions = List.copyOf(conditions);
    }

    /** Whether it would grant; a shadow rule, if it were in force. */
    public boolean held() {
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
  public record OfCondition(
      String key, Condition condition, Claims.Value presented, boolean held) {}
}
