// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.auth.Limits;
import io.drawbridge.common.Misspelling;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One rule, a table {@code rule}: who may reach what.
 *
 * @param name what it is called
 * @param to the targets it is about, by name
 * @param auth the authenticator whose identities it is about; needed where there is more than one
 * @param when its conditions by key, all of which must hold, in the order written
 * @param limits what bounds the tunnels it grants
 * @param shadow whether it is only tried out: it never grants, and the audit tells what it would
 *     have decided otherwise
 * @param replaces the rule in force in whose place this shadow rule is tried; without it, it is an
 *     addition
 */
public record RuleSettings(
    String name,
    List<String> to,
    Optional<String> auth,
    Map<String, Condition> when,
    Limits limits,
    boolean shadow,
    Optional<String> replaces) {
  /** Copies the lists, and refuses a blank name: the audit has it. */
  public RuleSettings {
    new Bounds("rule").require(!name.isBlank(), "name", "it is missing or blank");
    to = List.copyOf(to);
    when = Collections.unmodifiableMap(new LinkedHashMap<>(when));
  }

  /** About nothing yet, without conditions or limits. */
  public static RuleSettings named(String name) {
    return new RuleSettings(
        name, List.of(), Optional.empty(), Map.of(), Limits.NONE, false, Optional.empty());
  }

  /** About these targets. */
  public RuleSettings to(List<String> targets) {
    return new RuleSettings(name, targets, auth, when, limits, shadow, replaces);
  }

  /** About the identities of this authenticator. */
  public RuleSettings auth(String authenticator) {
    return new RuleSettings(name, to, Optional.of(authenticator), when, limits, shadow, replaces);
  }

  /**
   * With a further condition.
   *
   * @param claim the claim's name, or one of {@code issuer}, {@code subject}, {@code auth}, {@code
   *     target}, {@code listener}
   * @param condition a text (exact, or a glob whose {@code *} does not cross {@code /} while {@code
   *     **} does), a number, a truth value, a list of these (any of them), or a map {@code
   *     {present=true}} or {@code {not=…}}
   * @throws SettingException if it is no condition
   */
  public RuleSettings when(String claim, Object condition) {
    Map<String, Condition> more = new LinkedHashMap<>(when);
    try {
      more.put(claim, Condition.of(condition));
    } catch (IllegalArgumentException e) {
      throw new SettingException("rule." + name + ".when", claim, e.getMessage());
    }
    return new RuleSettings(name, to, auth, more, limits, shadow, replaces);
  }

  /** Bounding the tunnels it grants so. */
  public RuleSettings limits(Limits bounds) {
    return new RuleSettings(name, to, auth, when, bounds, shadow, replaces);
  }

  /** Only tried out, or in force. */
  public RuleSettings shadow(boolean triedOut) {
    return new RuleSettings(name, to, auth, when, limits, triedOut, replaces);
  }

  /** Tried in the place of this rule in force. */
  public RuleSettings replaces(String rule) {
    return new RuleSettings(name, to, auth, when, limits, shadow, Optional.of(rule));
  }

  /** Whether it is about identities of that authenticator. */
  public boolean fits(String authenticator) {
    return auth.isEmpty() || auth.get().equals(authenticator);
  }

  /**
   * Whether it is right in itself: about a target, and a shadow rule if it replaces another.
   *
   * @throws SettingException if not
   */
  public void requireSound() {
    Bounds bounds = new Bounds("rule." + name);
    bounds.require(!to.isEmpty(), "to", "it is missing or empty; it is a list of names of targets");
    bounds.require(
        shadow || replaces.isEmpty(),
        "replaces",
        "only a shadow rule replaces another; set shadow = true");
  }

  /**
   * Whether the names in rules refer to something, none comes twice, and one is in force.
   *
   * @throws SettingException at the first that does not
   */
  public static void check(
      List<RuleSettings> rules, List<String> targets, List<String> authenticators) {
    Set<String> names = new HashSet<>();
    for (RuleSettings rule : rules) {
      rule.requireKnown(targets, authenticators, rules);
      // The audit could not tell them apart.
      new Bounds("rule." + rule.name())
          .require(names.add(rule.name()), "name", "another rule has it already");
    }
    // Beside an authorizer they would either deny everybody or be compared with nothing.
    if (!rules.isEmpty() && rules.stream().allMatch(RuleSettings::shadow)) {
      throw new SettingException(
          "rule." + rules.getFirst().name(),
          "shadow",
          "every rule is a shadow rule: there is none in force to compare them with");
    }
  }

  private void requireKnown(
      List<String> targets, List<String> authenticators, List<RuleSettings> all) {
    Bounds bounds = new Bounds("rule." + name);
    requireSound();
    for (String target : to) {
      bounds.require(
          targets.contains(target),
          "to",
          "there is no target called \"" + target + "\"" + Misspelling.hint(target, targets));
    }
    bounds.require(
        auth.isEmpty() || authenticators.contains(auth.get()),
        "auth",
        "there is no [auth."
            + auth.orElse("")
            + "]"
            + Misspelling.hint(auth.orElse(""), authenticators));
    bounds.require(
        auth.isPresent() || authenticators.size() < 2,
        "auth",
        "it is missing; with several authenticators a rule says whose identities it is about");
    List<String> inForce =
        all.stream().filter(rule -> !rule.shadow()).map(RuleSettings::name).toList();
    bounds.require(
        replaces.isEmpty() || inForce.contains(replaces.get()),
        "replaces",
        "there is no such rule in force" + Misspelling.hint(replaces.orElse(""), inForce));
  }
}
