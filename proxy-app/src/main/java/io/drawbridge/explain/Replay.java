// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Limits;
import io.drawbridge.policy.Rules;
import io.drawbridge.policy.Subject;
import io.drawbridge.settings.Condition;
import io.drawbridge.settings.RuleSettings;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Decides about somebody of whom only some claims are known, as an audit record tells. What depends
 * on a claim that is not known stays undecided, unless the answer is the same either way.
 */
final class Replay {
  private Replay() {}

  sealed interface Outcome {
    record Granted(String rule, Limits limits) implements Outcome {}

    record Denied() implements Outcome {}

    /** It depends on claims that were not recorded. */
    record Undecidable(Set<String> claims) implements Outcome {
      /** Copies the names, sorted. */
      public Undecidable {
        claims = java.util.Collections.unmodifiableSet(new TreeSet<>(claims));
      }
    }
  }

  /**
   * What the rules in force say. A claim is known if the subject has it, be it null; everything
   * else about the subject is taken as it is.
   */
  static Outcome of(Rules rules, Subject subject) {
    Set<String> missing = new LinkedHashSet<>();
    Set<Limits> possible = new LinkedHashSet<>();
    for (RuleSettings rule : rules.inForce(subject.target())) {
      Set<String> unknown = unknown(rule, subject);
      if (unknown == null) {
        continue;
      }
      possible.add(rule.limits());
      if (!unknown.isEmpty()) {
        missing.addAll(unknown);
      } else if (possible.size() == 1) {
        // Whichever of the rules up to here decides, the grant is the same.
        return new Outcome.Granted(rule.name(), rule.limits());
      } else {
        return new Outcome.Undecidable(missing);
      }
    }
    return missing.isEmpty() ? new Outcome.Denied() : new Outcome.Undecidable(missing);
  }

  /** The claims a rule's answer depends on and nobody knows; null if it does not hold anyhow. */
  private static Set<String> unknown(RuleSettings rule, Subject subject) {
    if (!rule.fits(subject.authenticator())) {
      return null;
    }
    Set<String> unknown = new LinkedHashSet<>();
    for (Map.Entry<String, Condition> each : rule.when().entrySet()) {
      Claims.Value value = subject.value(each.getKey());
      if (value instanceof Claims.Value.Absent) {
        unknown.add(each.getKey());
      } else if (!each.getValue().matches(value)) {
        return null;
      }
    }
    return unknown;
  }

  /** Whether both say the same about a target, whoever asks. */
  static boolean sameFor(String target, Rules one, Rules other) {
    return one.inForce(target).equals(other.inForce(target));
  }
}
