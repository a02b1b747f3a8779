// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.policy.Condition;
import io.drawbridge.policy.Rule;
import io.drawbridge.policy.Rules;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.settings.SettingException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the rules that settings say. */
public final class Policies {
  private Policies() {}

  /**
   * The rules; empty if there is none, which is not the same as rules that deny everybody.
   *
   * @throws SettingException if a condition is none
   */
  public static Optional<Rules> of(List<RuleSettings> rules) {
    return rules.isEmpty()
        ? Optional.empty()
        : Optional.of(new Rules(rules.stream().map(Policies::rule).toList()));
  }

  /**
   * One rule.
   *
   * @throws SettingException if a condition is none
   */
  public static Rule rule(RuleSettings each) {
    each.requireSound();
    Map<String, Condition> when = new LinkedHashMap<>();
    each.when()
        .forEach(
            (claim, condition) -> {
              try {
                when.put(claim, Condition.of(condition));
              } catch (IllegalArgumentException e) {
                throw new SettingException("rule." + each.name() + ".when", claim, e.getMessage());
              }
            });
    return new Rule(
        each.name(), each.to(), each.auth(), when, each.limits(), each.shadow(), each.replaces());
  }
}
