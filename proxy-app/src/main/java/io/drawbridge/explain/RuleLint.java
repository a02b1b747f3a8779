// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Located;
import io.drawbridge.config.Outline;
import io.drawbridge.policy.Condition;
import io.drawbridge.policy.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds what is probably not meant in how rules, targets and authenticators fit together. */
final class RuleLint {
  private final Outline outline;
  private final List<String> found = new ArrayList<>();

  private RuleLint(Outline outline) {
    this.outline = outline;
  }

  /** A line for each finding, with its place. */
  static List<String> of(Outline outline) {
    RuleLint lint = new RuleLint(outline);
    lint.audiences();
    lint.unnamedTargets();
    lint.unreachable();
    for (Outline.OfRule rule : outline.rules()) {
      outline.authOf(rule).ifPresent(auth -> lint.forks(rule, auth));
      lint.width(rule);
    }
    return List.copyOf(lint.found);
  }

  private void find(Outline.OfRule rule, String sentence) {
    found.add(rule.where() + ": rule \"" + rule.name() + "\": " + sentence);
  }

  /** A token that is stolen on its way to one of them must not fit the other as well. */
  private void audiences() {
    Map<String, String> owners = new HashMap<>();
    for (Outline.OfAuth auth : outline.auths()) {
      for (String audience : auth.texts("audience")) {
        String other = owners.putIfAbsent(audience, auth.name());
        if (other != null && !other.equals(auth.name())) {
          found.add(
              auth.where()
                  + ": auth."
                  + auth.name()
                  + ": its audience \""
                  + audience
                  + "\" is also that of auth."
                  + other
                  + "; give each issuer its own, so that no token fits two doors");
        }
      }
    }
  }

  private void unnamedTargets() {
    if (outline.rules().isEmpty()) {
      // Whom an external policy lets in is not known here.
      return;
    }
    Set<String> named = new HashSet<>();
    Set<String> tried = new HashSet<>();
    for (Outline.OfRule rule : outline.rules()) {
      (rule.rule().shadow() ? tried : named).addAll(rule.rule().to());
    }
    for (Outline.OfTarget target : outline.targets()) {
      if (!named.contains(target.name())) {
        found.add(
            target.where()
                + ": target "
                + target.name()
                + ": nobody may reach it: "
                + (tried.contains(target.name()) ? "only a shadow rule" : "no rule")
                + " names it");
      }
    }
  }

  private void unreachable() {
    Map<String, List<Outline.OfRule>> earlier = new HashMap<>();
    for (Outline.OfRule rule : outline.rules()) {
      if (rule.rule().shadow()) {
        continue;
      }
      Outline.OfRule hides = null;
      boolean reached = false;
      for (String target : rule.rule().to()) {
        List<Outline.OfRule> before = earlier.computeIfAbsent(target, _ -> new ArrayList<>());
        Outline.OfRule wider = wider(before, rule.rule());
        reached |= wider == null;
        hides = wider == null ? hides : wider;
      }
      if (!reached) {
        find(
            rule,
            "it is never reached: everybody it is about is granted by rule \""
                + hides.name()
                + "\" before it");
      }
      rule.rule().to().forEach(target -> earlier.get(target).add(rule));
    }
  }

  private Outline.OfRule wider(List<Outline.OfRule> before, Rule narrow) {
    for (Outline.OfRule each : before) {
      if (covers(each.rule(), narrow)) {
        return each;
      }
    }
    return null;
  }

  /** Whether the first holds wherever the second does, as far as can be told from their texts. */
  private boolean covers(Rule wide, Rule narrow) {
    if (wide.auth().isPresent()
        && !wide.auth().equals(narrow.auth())
        && outline.auths().size() > 1) {
      return false;
    }
    // Loops: of ten thousand rules each is held against all before it.
    for (Map.Entry<String, Condition> each : wide.when().entrySet()) {
      Condition narrower = narrow.when().get(each.getKey());
      if (narrower == null || !covers(each.getValue(), narrower)) {
        return false;
      }
    }
    return true;
  }

  private static boolean covers(Condition wide, Condition narrow) {
    if (wide.equals(narrow) || wide instanceof Condition.Present) {
      // No condition holds for a claim that says nothing.
      return true;
    }
    if (wide instanceof Condition.Exact && narrow instanceof Condition.Exact) {
      return false;
    }
    List<String> exact = Outline.OfRule.exact(narrow);
    return wide instanceof Condition.OfText of
        && !exact.isEmpty()
        && exact.stream().allMatch(of::matchesText);
  }

  private void forks(Outline.OfRule rule, Outline.OfAuth auth) {
    forks(rule, auth, "");
    for (String name : outline.companionsOf(auth)) {
      outline.auth(name).ifPresent(companion -> forks(rule, companion, name + "."));
    }
  }

  /** In a pipeline of a fork the code is the fork's, and the place where it runs is the parent. */
  private void forks(Outline.OfRule rule, Outline.OfAuth auth, String prefix) {
    boolean forks =
        auth.settings().get("allow_forks") instanceof Located(Object yes, String _)
            && yes.equals(true);
    String code = prefix + "project_id";
    String place = prefix + "job_project_id";
    if (forks && !(rule.pins(code) && rule.pins(place))) {
      find(
          rule,
          "auth."
              + auth.name()
              + " allows forks: name "
              + code
              + ", whose code runs, and "
              + place
              + ", where it runs, or every fork is let in");
    }
  }

  private void width(Outline.OfRule rule) {
    rule.rule()
        .when()
        .forEach(
            (claim, condition) -> {
              for (String glob : globs(condition)) {
                if (claim.endsWith("_id")) {
                  find(rule, claim + ": a pattern on a number matches ids that do not exist yet");
                } else if (claim.endsWith("_path") && reachesNeighbours(glob)) {
                  find(
                      rule,
                      claim
                          + ": \""
                          + glob
                          + "\" also matches names that merely begin so, and others may take"
                          + " them; end with /* or /**");
                }
              }
            });
  }

  private static List<String> globs(Condition condition) {
    List<String> globs = new ArrayList<>();
    List<? extends Condition> choices =
        condition instanceof Condition.AnyOf(var any) ? any : List.of(condition);
    for (Condition choice : choices) {
      if (choice instanceof Condition.Glob(String pattern)) {
        globs.add(pattern);
      }
    }
    return globs;
  }

  /** A star right behind a name: {@code payments**} fits {@code payments-evil/x}. */
  private static boolean reachesNeighbours(String glob) {
    int star = glob.indexOf('*');
    return star > 0 && glob.charAt(star - 1) != '/';
  }
}
