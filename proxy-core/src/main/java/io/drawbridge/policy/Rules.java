// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Grant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The rules in order: the first that names the target and whose conditions all hold decides; none
 * means denied. Immutable, for any number of threads. Rules for other targets cost nothing.
 */
public final class Rules {
  private final List<Rule> all;
  private final Map<String, List<Rule>> byTarget;
  private final Set<String> claimNames;

  /**
   * The rules, in order.
   *
   * @throws IllegalArgumentException if two have the same name: the audit could not tell them apart
   */
  public Rules(List<Rule> rules) {
    all = List.copyOf(rules);
    Map<String, List<Rule>> targets = new HashMap<>();
    Set<String> claims = new LinkedHashSet<>();
    Set<String> names = new HashSet<>();
    for (Rule rule : all) {
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException("two rules are named \"" + rule.name() + "\"");
      }
      for (String target : new LinkedHashSet<>(rule.to())) {
        targets.computeIfAbsent(target, _ -> new ArrayList<>()).add(rule);
      }
      claims.addAll(rule.when().keySet());
    }
    claims.removeAll(Subject.RESERVED);
    byTarget = targets;
    claimNames = Collections.unmodifiableSet(claims);
  }

  /**
   * Decides. A denial's explanation may be shown to the caller: it is {@link #denial}, whatever the
   * target.
   */
  public Decision decide(Subject subject) {
    List<Rule> candidates = byTarget.getOrDefault(subject.target(), List.of());
    for (Rule rule : candidates) {
      if (rule.holds(subject)) {
        return new Decision.Granted(new Grant(rule.name(), rule.limits()));
      }
    }
    return new Decision.Denied("", denial(subject.identity().claims()));
  }

  /**
   * Why these claims are denied, for the caller: its own values of the claims that any rule looks
   * at. To be said as well where there is no such target or port, so that the answer does not tell
   * which targets there are.
   */
  public String denial(Claims claims) {
    return Denial.explain(claimNames, claims);
  }

  /**
   * Which rule for the target came nearest to granting it, and which of its conditions were missed:
   * one phrase for the audit. It names rules and conditions, so it is not for the caller.
   */
  public String nearest(Subject subject) {
    return Nearest.of(byTarget.getOrDefault(subject.target(), List.of()), subject);
  }

  /** Decides, and says for every rule and condition whether it holds. For the operator. */
  public Evaluation explain(Subject subject) {
    List<Evaluation.OfRule> traces = new ArrayList<>();
    for (Rule rule : all) {
      traces.add(trace(rule, subject));
    }
    return new Evaluation(subject, traces, decide(subject));
  }

  static Evaluation.OfRule trace(Rule rule, Subject subject) {
    List<Evaluation.OfCondition> conditions = new ArrayList<>();
    rule.when()
        .forEach(
            (key, condition) ->
                conditions.add(
                    new Evaluation.OfCondition(
                        key,
                        condition,
                        subject.value(key),
                        condition.matches(subject.value(key)))));
    return new Evaluation.OfRule(
        rule, rule.to().contains(subject.target()), rule.fits(subject.authenticator()), conditions);
  }

  /** Every claim that some rule names, in the order they appear; without the reserved words. */
  public Set<String> claimNames() {
    return claimNames;
  }

  /** The rules, in order. */
  public List<Rule> rules() {
    return all;
  }
}
