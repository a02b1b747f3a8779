// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Grant;
import io.drawbridge.observe.ShadowDecision;
import io.drawbridge.settings.RuleSettings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rules in order: the first in force that names the target and whose conditions all hold
 * decides; none means denied. Immutable, for any number of threads. Rules for other targets, and
 * rules that pin a claim which was not presented so, are not looked at.
 */
public final class Rules {
  /** Most rules looked at to tell the nearest one: whoever is denied must not cost much. */
  private static final int LOOKED_AT = 64;

  /** More than a person compares with what they meant. */
  private static final int MOST_VALUES = 8;

  /** In characters, before the advice: with it still a line that a terminal shows whole. */
  private static final int LONGEST_DENIAL = 400;

  private final List<RuleSettings> all;
  private final Map<String, RuleIndex> byTarget;
  private final Map<String, RuleIndex> shadowsByTarget;
  private final Map<String, List<RuleSettings>> shadowsByReplaced;
  private final Set<String> claimNames;

  /** The rules, in order; {@linkplain RuleSettings#check checked}. */
  public Rules(List<RuleSettings> rules) {
    all = List.copyOf(rules);
    Set<String> claims = new LinkedHashSet<>();
    all.forEach(rule -> claims.addAll(rule.when().keySet()));
    claims.removeAll(Subject.RESERVED);
    claimNames = Collections.unmodifiableSet(claims);
    List<RuleSettings> shadows = all.stream().filter(RuleSettings::shadow).toList();
    byTarget = byTarget(all.stream().filter(rule -> !rule.shadow()).toList());
    shadowsByTarget = byTarget(shadows);
    shadowsByReplaced =
        shadows.stream()
            .filter(shadow -> shadow.replaces().isPresent())
            .collect(Collectors.groupingBy(shadow -> shadow.replaces().get()));
  }

  /** These rules; empty if there is none, which is not the same as rules that deny everybody. */
  public static Optional<Rules> of(List<RuleSettings> said) {
    return said.isEmpty() ? Optional.empty() : Optional.of(new Rules(said));
  }

  private static Map<String, RuleIndex> byTarget(List<RuleSettings> rules) {
    Map<String, List<RuleSettings>> targets = new HashMap<>();
    for (RuleSettings rule : rules) {
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
    Optional<RuleSettings> first = about(subject.target()).holding(subject).findFirst();
    return first.isPresent()
        ? new Decision.Granted(new Grant(first.get().name(), first.get().limits()))
        : new Decision.Denied("", denial(subject.identity().claims()));
  }

  /**
   * Why these claims are denied, for the caller: its own values of the claims that any rule looks
   * at, up to {@value #MOST_VALUES} of them and {@value #LONGEST_DENIAL} characters. The same for
   * every target, and to be said as well where there is no such target or port: words that depended
   * on the target's rules would let whoever holds a token find out by guessing which targets exist.
   * A claim that the caller did not present is not named, nor is anything of the gateway's own.
   */
  public String denial(Claims claims) {
    List<String> values = new ArrayList<>();
    int length = 0;
    for (String name : claimNames) {
      Claims.Value value = claims.get(name);
      String text = name + " is " + Presented.text(value);
      boolean fits = values.size() < MOST_VALUES && length + text.length() <= LONGEST_DENIAL;
      if (fits && !(value instanceof Claims.Value.Absent)) {
        values.add(text);
        length += text.length() + 2;
      }
    }
    return values.isEmpty()
        ? "no rule grants this; check the target's name and port"
        : "no rule grants this where "
            + String.join(", ", values)
            + "; check these, and the target's name and port";
  }

  /**
   * Which rule for the target came nearest to granting it, and which of its conditions were missed:
   * one phrase for the audit. It names rules and conditions, so it is not for the caller.
   */
  public String nearest(Subject subject) {
    return nearestRule(subject).map(Nearest::toString).orElse("no rule names the target");
  }

  /** The rule in force that came nearest to granting it; empty if none names the target. */
  public Optional<Nearest> nearestRule(Subject subject) {
    return Nearest.of(about(subject.target()).likely(subject, LOOKED_AT), subject);
  }

  private RuleIndex about(String target) {
    return byTarget.getOrDefault(target, RuleIndex.EMPTY);
  }

  /**
   * What the first shadow rule that would have decided otherwise would have decided. Each is tried
   * alone against the rules in force: added to them, or in the place of the one it replaces.
   */
  public Optional<ShadowDecision> shadow(Subject subject) {
    if (shadowsByTarget.isEmpty()) {
      return Optional.empty();
    }
    RuleIndex about = about(subject.target());
    Optional<RuleSettings> granting = about.holding(subject).findFirst();
    if (granting.isEmpty()) {
      return shadowsByTarget
          .getOrDefault(subject.target(), RuleIndex.EMPTY)
          .holding(subject)
          .findFirst()
          .map(shadow -> new ShadowDecision(shadow.name(), true));
    }
    return shadowsByReplaced.getOrDefault(granting.get().name(), List.of()).stream()
        .filter(shadow -> !(shadow.to().contains(subject.target()) && subject.fulfils(shadow)))
        .findFirst()
        // A later rule would have granted it all the same.
        .filter(_ -> about.holding(subject).skip(1).findFirst().isEmpty())
        .map(shadow -> new ShadowDecision(shadow.name(), false));
  }

  /** Every claim that some rule names, in the order they appear; without the reserved words. */
  public Set<String> claimNames() {
    return claimNames;
  }

  /** The rules, in order, shadow rules too. */
  public List<RuleSettings> rules() {
    return all;
  }

  /** The rules in force that name a target, in order. */
  public List<RuleSettings> inForce(String target) {
    return about(target).rules();
  }
}
