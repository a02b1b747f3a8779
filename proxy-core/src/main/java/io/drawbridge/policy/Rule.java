// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Limits;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.settings.SettingException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Grants those who fulfil every condition the way to some targets. A shadow rule is only tried out:
 * it neither grants nor ends the search. Immutable.
 *
 * @param name its name, for the audit
 * @param to the names of the targets it grants; at least one
 * @param auth the name of the authenticator whose identities it is about; any if empty
 * @param when conditions by key, all required, in the order written
 * @param limits what bounds tunnels it grants
 * @param shadow whether it is only tried out
 * @param replaces of a shadow rule: the name of the rule in force that it is to stand for; empty if
 *     it is to be added
 */
public record Rule(
    String name,
    List<String> to,
    Optional<String> auth,
    Map<String, Condition> when,
    Limits limits,
    boolean shadow,
    Optional<String> replaces) {
  /** Copies the collections, keeping their order. */
  public Rule {
    to = List.copyOf(to);
    when = Collections.unmodifiableMap(new LinkedHashMap<>(when));
  }

  /**
   * The rule that these settings say.
   *
   * @throws SettingException if it names no target, replaces another although it is in force, or a
   *     condition is none
   */
  public static Rule of(RuleSettings said) {
    said.requireSound();
    Map<String, Condition> when = new LinkedHashMap<>();
    said.when()
        .forEach(
            (claim, plain) -> {
              try {
                when.put(claim, Condition.of(plain));
              } catch (IllegalArgumentException e) {
                throw new SettingException("rule." + said.name() + ".when", claim, e.getMessage());
              }
            });
    return new Rule(
        said.name(), said.to(), said.auth(), when, said.limits(), said.shadow(), said.replaces());
  }

  /** Whether it is about identities of that authenticator. */
  public boolean fits(String authenticator) {
    return auth.isEmpty() || auth.get().equals(authenticator);
  }

  /** Whether the authenticator and every condition fit; the target is not looked at. */
  boolean holds(Subject subject) {
    if (!fits(subject.authenticator())) {
      return false;
    }
    for (Map.Entry<String, Condition> condition : when.entrySet()) {
      if (!holds(condition, subject)) {
        return false;
      }
    }
    return true;
  }

  /** The keys of the conditions that do not hold, in order. */
  List<String> missed(Subject subject) {
    return when.entrySet().stream()
        .filter(condition -> !holds(condition, subject))
        .map(Map.Entry::getKey)
        .toList();
  }

  private static boolean holds(Map.Entry<String, Condition> condition, Subject subject) {
    return condition.getValue().matches(subject.value(condition.getKey()));
  }
}
