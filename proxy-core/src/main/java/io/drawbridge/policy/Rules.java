// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Grant;
import io.drawbridge.observe.ShadowDecision;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The rules in order: the first in force that names the target and whose conditions all hold
 * decides; none means denied. Immutable, for any number of threads. Rules for other targets, and
 * rules that pin a claim which was not presented so, cost nothing.
 */
public final class Rules {
  /** Most rules looked at to tell the nearest one: whoever is denied must not cost much. */
  private static final int LOOKED_AT = 64;

  private final List<Rule> all;
  private final Map<String, RuleIndex> byTarget;
  private final Shadows shadows;
  private final Set<String> claimNames;

  /**
   * The rules, in order.
   *
   * @throws IllegalArgumentException if two have the same name, since the audit could not tell them
   *     apart; or if a shadow rule replaces what is no rule in force
   */
  public Rules(List<Rule> rules) {
    all = List.copyOf(rules);
    Set<String> claims = new LinkedHashSet<>();
    Set<String> names = new HashSet<>();
    for (Rule rule : all) {
      if (!names.add(rule.name())) {
        throw new IllegalArgumentException("two rules are named \"" + rule.name() + "\"");
      }
      claims.addAll(rule.when().keySet());
    }
    claims.removeAll(Subject.RESERVED);
    claimNames = Collections.unmodifiableSet(claims);
    byTarget = byTarget(all.stream().filter(rule -> !rule.shadow()).toList());
    shadows = new Shadows(all);
  }

  static Map<String, RuleIndex> byTarget(List<Rule> rules) {
    Map<String, List<Rule>> targets = new HashMap<>();
    for (Rule rule : rules) {
      for (String target : new LinkedHashSet<>(rule.to())) {
        targets.computeIfAbsent(target, _ -> new ArrayList<>()).add(rule);
      }
    }
    Map<String, RuleIndex> indexed = new HashMap<>();
    targets.forEach((target, about) -> indexed.put(target, new RuleIndex(about)));
    return indexed;
  }

  /**
   * Decides. A denial's explanation may be shown to the caller: it is {@link #denial}, whatever the
   * target.
   */
  public Decision decide(Subject subject) {
    RuleIndex about = about(subject.target());
    OptionalInt first = about.first(subject, 0);
    if (first.isPresent()) {
      Rule rule = about.rules().get(first.getAsInt());
      return new Decision.Granted(new Grant(rule.name(), rule.limits()));
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
    return nearestOf(subject).map(Nearest::toString).orElse("no rule names the target");
  }

  private Optional<Nearest> nearestOf(Subject subject) {
    return Nearest.of(about(subject.target()).likely(subject, LOOKED_AT), subject);
  }

  private RuleIndex about(String target) {
    return byTarget.getOrDefault(target, RuleIndex.EMPTY);
  }

  /** What the first shadow rule that would have decided otherwise would have decided. */
  public Optional<ShadowDecision> shadow(Subject subject) {
    return shadows.otherwise(about(subject.target()), subject);
  }

  /** Decides, and says for every rule and condition whether it holds. For the operator. */
  public Evaluation explain(Subject subject) {
    List<Evaluation.OfRule> traces = new ArrayList<>();
    for (Rule rule : all) {
      traces.add(trace(rule, subject));
    }
    return new Evaluation(subject, traces, decide(subject), nearestOf(subject));
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

  /** The rules, in order, shadow rules too. */
  public List<Rule> rules() {
    return all;
  }

  /** The rules in force that name a target, in order. */
  public List<Rule> inForce(String target) {
    return about(target).rules();
  }
}
