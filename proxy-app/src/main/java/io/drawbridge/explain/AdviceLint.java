// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Advice;
import io.drawbridge.config.Outline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Holds the tables that were read against what their authenticators advise. */
final class AdviceLint {
  private final Outline outline;
  private final Map<String, Advice> advice;
  private final List<String> found = new ArrayList<>();

  private AdviceLint(Outline outline, Map<String, Advice> advice) {
    this.outline = outline;
    this.advice = advice;
  }

  /**
   * A line for each finding, with its place.
   *
   * @param advice by the name of an authenticator what it advises
   */
  static List<String> of(Outline outline, Map<String, Advice> advice) {
    AdviceLint lint = new AdviceLint(outline, advice);
    for (Outline.OfAuth auth : outline.auths()) {
      lint.by(auth.name())
          .settings()
          .forEach(line -> lint.found.add(auth.where() + ": auth." + auth.name() + ": " + line));
    }
    for (Outline.OfRule rule : outline.rules()) {
      outline.authOf(rule).ifPresent(auth -> lint.rule(rule, auth));
    }
    return List.copyOf(lint.found);
  }

  private Advice by(String auth) {
    return advice.getOrDefault(auth, Advice.NONE);
  }

  private void rule(Outline.OfRule rule, Outline.OfAuth auth) {
    Advice own = by(auth.name());
    Set<String> companions = outline.companionsOf(auth);
    // A rule for everybody is told as that.
    if (!rule.when().isEmpty()
        && !own.names().isEmpty()
        && own.names().stream().noneMatch(rule::pins)) {
      find(rule, own.unnamed());
    }
    if (!own.tracked() && companions.stream().noneMatch(name -> by(name).tracked())) {
      find(
          rule,
          "nobody can be asked whether a job of auth."
              + auth.name()
              + " still runs: its tunnels end at their lifetime, not with the job; keep"
              + " limits.lifetime short, or demand a companion that knows the job");
    }
    for (String claim : rule.when().keySet()) {
      int dot = claim.indexOf('.');
      String other = dot < 0 ? auth.name() : claim.substring(0, dot);
      if (!other.equals(auth.name())
          && outline.auth(other).isPresent()
          && !companions.contains(other)) {
        find(
            rule,
            claim
                + ": auth."
                + auth.name()
                + " demands no companion "
                + other
                + ", so it never holds; add companions = [\""
                + other
                + "\"] to its table");
      }
    }
  }

  private void find(Outline.OfRule rule, String sentence) {
    found.add(rule.where() + ": rule \"" + rule.name() + "\": " + sentence);
  }
}
