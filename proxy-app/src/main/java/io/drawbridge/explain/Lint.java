// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Located;
import io.drawbridge.config.Outline;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what is allowed and probably not meant. */
public final class Lint {
  private static final Set<String> IDS =
      Set.of("project_id", "namespace_id", "job_project_id", "job_namespace_id");
  private static final Set<String> PATHS =
      Set.of("project_path", "namespace_path", "job_project_path", "job_namespace_path", "subject");
  private static final Set<String> REFS = Set.of("ref", "ref_path");

  private final Outline outline;
  private final List<String> found = new ArrayList<>();

  private Lint(Outline outline) {
    this.outline = outline;
  }

  /**
   * A line for each finding, with its place.
   *
   * @param advice by the name of an authenticator what it advises
   */
  public static List<String> of(Outline outline, Map<String, Advice> advice) {
    Lint lint = new Lint(outline);
    outline.auths().forEach(lint::auth);
    outline.targets().forEach(lint::target);
    outline.rules().forEach(lint::rule);
    lint.found.addAll(RuleLint.of(outline));
    lint.found.addAll(AdviceLint.of(outline, advice));
    return List.copyOf(lint.found);
  }

  private void find(String where, String sentence) {
    found.add(where + ": " + sentence);
  }

  private void auth(Outline.OfAuth auth) {
    if (auth.type().equals("static")
        && auth.settings().get("secret") instanceof Located(Object secrets, String _)
        && secrets instanceof List<?> list) {
      for (Object each : list) {
        if (each instanceof Located(Object secret, String _)
            && secret instanceof Map<?, ?> table
            && table.get("expires") instanceof Located(Object never, String where)
            && never.equals("never")) {
          find(where, "auth." + auth.name() + ": a secret that never expires is never replaced");
        }
      }
    }
    if (auth.settings().get("allow_forks") instanceof Located(Object yes, String where)
        && yes.equals(true)) {
      find(where, "auth." + auth.name() + ": jobs of forks run code that nobody here has reviewed");
    }
  }

  private void target(Outline.OfTarget target) {
    if (target.silentlyPlain()) {
      find(
          target.where(),
          "target "
              + target.name()
              + ": bytes go to "
              + target.address().host()
              + " as the client sends them; set tls, or tls = false if its protocol encrypts by"
              + " itself");
    }
  }

  private void rule(Outline.OfRule rule) {
    Optional<Outline.OfAuth> auth = outline.authOf(rule);
    if (rule.when().isEmpty()) {
      find(rule, "it has no condition: everybody who can prove who they are is let in");
    }
    rule.when().forEach((claim, condition) -> width(rule, claim, condition));
    names(rule);
    if (auth.isPresent() && auth.get().type().equals("gitlab-oidc")) {
      project(rule);
    }
    ref(rule, "");
    auth.ifPresent(of -> outline.companionsOf(of).forEach(name -> ref(rule, name + ".")));
  }

  private void ref(Outline.OfRule rule, String prefix) {
    if (REFS.stream().anyMatch(name -> rule.when().containsKey(prefix + name))
        && !isProtected(rule, prefix)) {
      find(
          rule,
          "a ref without " + prefix + "ref_protected = true: whoever may push can make such a ref");
    }
  }

  /** A condition on the gateway's own names that no name of it fulfils lets nobody in. */
  private void names(Outline.OfRule rule) {
    Map<String, List<String>> known =
        Map.of(
            "listener", List.copyOf(outline.listeners()),
            "auth", outline.auths().stream().map(Outline.OfAuth::name).toList(),
            "target", outline.targets().stream().map(Outline.OfTarget::name).toList());
    for (Map.Entry<String, Object> condition : rule.when().entrySet()) {
      List<String> names = known.get(condition.getKey());
      if (names != null
          && condition.getValue() instanceof String name
          && !names.contains(name)
          && name.indexOf('*') < 0) {
        find(
            rule, "there is no " + condition.getKey() + " called \"" + name + "\": it never holds");
      }
    }
  }

  private void project(Outline.OfRule rule) {
    if (rule.when().entrySet().stream().anyMatch(e -> IDS.contains(e.getKey()) && pins(e))) {
      return;
    }
    if (rule.when().entrySet().stream().anyMatch(e -> PATHS.contains(e.getKey()) && pins(e))) {
      find(
          rule,
          "a path can be given up and taken by another project; name project_id or namespace_id"
              + " as well");
    } else if (!rule.when().isEmpty()) {
      find(rule, "no project or namespace is named: every project of that GitLab is let in");
    }
  }

  /** Whether a condition names something, rather than only excluding or being there. */
  private static boolean pins(Map.Entry<String, Object> condition) {
    return !(condition.getValue() instanceof Map) && texts(condition).noneMatch(Lint::isWide);
  }

  private static Stream<String> texts(Map.Entry<String, Object> condition) {
    List<?> values =
        condition.getValue() instanceof List<?> list ? list : List.of(condition.getValue());
    return values.stream().map(Object::toString);
  }

  private static boolean isProtected(Outline.OfRule rule, String prefix) {
    Object written = rule.when().get(prefix + "ref_protected");
    return Boolean.TRUE.equals(written) || "true".equals(written);
  }

  private void width(Outline.OfRule rule, String claim, Object condition) {
    if (!(condition instanceof Map) && texts(Map.entry(claim, condition)).anyMatch(Lint::isWide)) {
      find(rule, claim + ": a pattern that begins with a star matches what others may choose");
    }
  }

  private static boolean isWide(String pattern) {
    return pattern.startsWith("*");
  }

  private void find(Outline.OfRule rule, String sentence) {
    find(rule.where(), "rule \"" + rule.name() + "\": " + sentence);
  }
}
