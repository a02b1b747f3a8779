// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Limits;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  /**
   * Copies the collections, keeping their order.
   *
   * @throws IllegalArgumentException if the name is blank, no target is named, or a rule in force
   *     says that it replaces another
   */
  public Rule {
    Objects.requireNonNull(auth, "auth");
    Objects.requireNonNull(replaces, "replaces");
    Objects.requireNonNull(limits, "limits");
    to = List.copyOf(to);
    when = Collections.unmodifiableMap(new LinkedHashMap<>(when));
    if (name.isBlank()) {
      throw new IllegalArgumentException("a rule needs a name");
    }
    if (to.isEmpty()) {
      throw new IllegalArgumentException("a rule must name a target");
    }
    if (replaces.isPresent() && !shadow) {
      throw new IllegalArgumentException("only a shadow rule replaces another");
    }
  }

  /** A rule in force. */
  public Rule(
      String name,
      List<String> to,
      Optional<String> auth,
      Map<String, Condition> when,
      Limits limits) {
    this(name, to, auth, when, limits, false, Optional.empty());
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
      if (!condition.getValue().matches(subject.value(condition.getKey()))) {
        return false;
      }
    }
    return true;
  }
}
