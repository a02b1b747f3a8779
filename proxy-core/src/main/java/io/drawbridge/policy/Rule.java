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
 * Grants those who fulfil every condition the way to some targets. Immutable.
 *
 * @param name its name, for the audit
 * @param to the names of the targets it grants; at least one
 * @param auth the name of the authenticator whose identities it is about; any if empty
 * @param when conditions by key, all required, in the order written
 * @param limits what bounds tunnels it grants
 */
public record Rule(
    String name,
    List<String> to,
    Optional<String> auth,
    Map<String, Condition> when,
    Limits limits) {
  /**
   * Copies the collections, keeping their order.
   *
   * @throws IllegalArgumentException if the name is blank or no target is named
   */
  public Rule {
    Objects.requireNonNull(auth, "auth");
    Objects.requireNonNull(limits, "limits");
    to = List.copyOf(to);
    when = Collections.unmodifiableMap(new LinkedHashMap<>(when));
    if (name.isBlank()) {
      throw new IllegalArgumentException("a rule needs a name");
    }
    if (to.isEmpty()) {
      throw new IllegalArgumentException("a rule must name a target");
    }
  }

  /** Whether it is about identities of that authenticator. */
  boolean fits(String authenticator) {
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
