// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.observe.ShadowDecision;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The rules that are only tried out. Each is tried alone against the rules in force: added to them,
 * or in the place of the one it replaces. Immutable, for any number of threads.
 */
final class Shadows {
  private final Map<String, RuleIndex> byTarget;
  private final Map<String, List<Rule>> byReplaced = new HashMap<>();

  /**
   * The shadow rules among these.
   *
   * @throws IllegalArgumentException if one replaces what is no rule in force
   */
  Shadows(List<Rule> all) {
    List<Rule> shadows = all.stream().filter(Rule::shadow).toList();
    Set<String> inForce = new HashSet<>();
    all.stream().filter(rule -> !rule.shadow()).forEach(rule -> inForce.add(rule.name()));
    for (Rule shadow : shadows) {
      if (shadow.replaces().isEmpty()) {
        continue;
      }
      if (!inForce.contains(shadow.replaces().get())) {
        throw new IllegalArgumentException(
            "\"" + shadow.name() + "\" replaces a rule that is not in force");
      }
      byReplaced.computeIfAbsent(shadow.replaces().get(), _ -> new ArrayList<>()).add(shadow);
    }
    byTarget = Rules.byTarget(shadows);
  }

  /** The first that would have decided otherwise than these rules in force for the target. */
  Optional<ShadowDecision> otherwise(RuleIndex inForce, Subject subject) {
    if (byTarget.isEmpty()) {
      return Optional.empty();
    }
    OptionalInt granted = inForce.first(subject, 0);
    if (granted.isEmpty()) {
      RuleIndex tried = byTarget.getOrDefault(subject.target(), RuleIndex.EMPTY);
      OptionalInt grants = tried.first(subject, 0);
      return grants.isEmpty()
          ? Optional.empty()
          : Optional.of(new ShadowDecision(tried.rules().get(grants.getAsInt()).name(), true));
    }
    Rule rule = inForce.rules().get(granted.getAsInt());
    for (Rule shadow : byReplaced.getOrDefault(rule.name(), List.of())) {
      boolean grants = shadow.to().contains(subject.target()) && shadow.holds(subject);
      if (!grants && inForce.first(subject, granted.getAsInt() + 1).isEmpty()) {
        return Optional.of(new ShadowDecision(shadow.name(), false));
      }
    }
    return Optional.empty();
  }
}
