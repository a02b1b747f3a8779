// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Located;
import io.drawbridge.common.Durations;
import io.drawbridge.config.Configuration;
import io.drawbridge.config.Outline;
import io.drawbridge.config.RuleSection;
import io.drawbridge.settings.AuthenticatorSettings;
import io.drawbridge.settings.Condition;
import io.drawbridge.settings.ProxySettings;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.settings.TargetSettings;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what is allowed and probably not meant. What only the author of an authenticator knows is
 * its {@link Advice}; this holds the rules against it.
 */
final class Lint {
  private final ProxySettings settings;
  private final Outline outline;
  private final List<RuleSettings> rules;
  private final Map<String, Advice> advice;
  private final Set<String> found = new LinkedHashSet<>();

  private Lint(Configuration configuration, Map<String, Advice> advice) {
    this.settings = configuration.settings();
    this.outline = configuration.outline();
    this.rules = settings.rules();
    this.advice = advice;
  }

  /** A line for each finding, with its place; the advice is by the authenticators' names. */
  static List<String> of(Configuration configuration, Map<String, Advice> advice) {
    Lint lint = new Lint(configuration, advice);
    lint.settings.authenticators().forEach(lint::advised);
    lint.audiences();
    lint.settings.targets().forEach(lint::plain);
    lint.unnamedTargets();
    lint.rules.forEach(lint::rule);
    new RuleOrder(lint.settings.authenticators().size() > 1)
        .hidden(lint.rules)
        .forEach(
            (hidden, by) ->
                lint.find(
                    hidden,
                    "it is never reached: everybody it is about is granted by rule \""
                        + by.name()
                        + "\" before it"));
    return List.copyOf(lint.found);
  }

  private void find(RuleSettings rule, String sentence) {
    String name = rule.name();
    found.add(outline.where("rule." + name) + ": rule \"" + name + "\": " + sentence);
  }

  private void find(AuthenticatorSettings auth, String where, String sentence) {
    found.add(where + ": auth." + auth.name() + ": " + sentence);
  }

  private void find(TargetSettings target, String sentence) {
    String name = target.name();
    found.add(outline.where("target." + name) + ": target " + name + ": " + sentence);
  }

  private Advice by(String auth) {
    return advice.getOrDefault(auth, Advice.NONE);
  }

  private Optional<Located> written(AuthenticatorSettings auth, String key) {
    return outline.table("auth." + auth.name()).flatMap(table -> table.value(key));
  }

  private void advised(AuthenticatorSettings auth) {
    for (String sentence : by(auth.name()).settings()) {
      Optional<Located> key = written(auth, sentence.split(" ", 2)[0]);
      find(auth, key.map(Located::where).orElse(outline.where("auth." + auth.name())), sentence);
    }
    Duration longest = by(auth.name()).longestCheck();
    Duration call = settings.liveness().call();
    if (longest.compareTo(call) > 0) {
      find(
          auth,
          outline.where("auth." + auth.name()),
          ("to confirm that a job has ended may take %s, and liveness.call is %s: the end may"
                  + " then be heard a round later; raise liveness.call to as much, or lower the"
                  + " authenticator's own timeout")
              .formatted(Durations.text(longest), Durations.text(call)));
    }
  }

  /** A token that is stolen on its way to one of them must not fit the other as well. */
  private void audiences() {
    Map<Object, String> owners = new HashMap<>();
    for (AuthenticatorSettings auth : settings.authenticators()) {
      Object written =
          written(auth, "audience").map(at -> RuleSection.plain(at.value())).orElse(List.of());
      for (Object audience : written instanceof List<?> list ? list : List.of(written)) {
        String other = owners.putIfAbsent(audience, auth.name());
        if (other != null && !other.equals(auth.name())) {
          find(
              auth,
              outline.where("auth." + auth.name()),
              ("its audience \"%s\" is also that of auth.%s; give each issuer its own, so that"
                      + " no token fits two doors")
                  .formatted(audience, other));
        }
      }
    }
  }

  private void plain(TargetSettings target) {
    boolean said = outline.table("target." + target.name()).orElseThrow().has("tls");
    if (!said && !target.loopback()) {
      find(
          target,
          "bytes go to "
              + target.host()
              + " as the client sends them; set tls, or tls = false if its protocol encrypts by"
              + " itself");
    }
  }

  private void unnamedTargets() {
    if (rules.isEmpty()) {
      // Whom an external policy lets in is not known here.
      return;
    }
    Set<String> named = new HashSet<>();
    Set<String> tried = new HashSet<>();
    rules.forEach(rule -> (rule.shadow() ? tried : named).addAll(rule.to()));
    for (TargetSettings target : settings.targets()) {
      if (!named.contains(target.name())) {
        String who = tried.contains(target.name()) ? "only a shadow rule" : "no rule";
        find(target, "nobody may reach it: " + who + " names it");
      }
    }
  }

  private void rule(RuleSettings rule) {
    if (rule.when().isEmpty()) {
      find(rule, "it has no condition: everybody who can prove who they are is let in");
    }
    rule.when().forEach((claim, condition) -> width(rule, claim, condition));
    name(rule, "listener", settings.listeners().stream().map(each -> each.name()).toList());
    name(rule, "auth", settings.authenticatorNames());
    name(rule, "target", settings.targetNames());
    settings.authenticators().stream()
        .filter(each -> rule.auth().orElse(each.name()).equals(each.name()))
        .findFirst()
        .ifPresent(auth -> ofAuthenticator(rule, auth));
  }

  private void width(RuleSettings rule, String claim, Condition condition) {
    for (String glob : RuleOrder.globs(condition)) {
      int star = glob.indexOf('*');
      if (star == 0) {
        find(rule, claim + ": a pattern that begins with a star matches what others may choose");
      }
      if (claim.endsWith("_id")) {
        find(rule, claim + ": a pattern on a number matches ids that do not exist yet");
      } else if (claim.endsWith("_path") && star > 0 && glob.charAt(star - 1) != '/') {
        // A star right behind a name: payments** fits payments-evil/x.
        find(
            rule,
            claim
                + ": \""
                + glob
                + "\" also matches names that merely begin so, and others may take them; end with"
                + " /* or /**");
      }
    }
  }

  /** A condition on the gateway's own names that no name of it fulfils lets nobody in. */
  private void name(RuleSettings rule, String kind, List<String> known) {
    if (rule.when().get(kind) instanceof Condition.Exact(String name) && !known.contains(name)) {
      find(rule, "there is no " + kind + " called \"" + name + "\": it never holds");
    }
  }

  private void ofAuthenticator(RuleSettings rule, AuthenticatorSettings auth) {
    Set<String> companions = new LinkedHashSet<>();
    addCompanions(auth.name(), companions);
    companions.remove(auth.name());
    demands(rule, auth.name(), "");
    companions.forEach(name -> demands(rule, name, name + "."));
    if (!by(auth.name()).tracked() && companions.stream().noneMatch(name -> by(name).tracked())) {
      find(
          rule,
          "nobody can be asked whether a job of auth."
              + auth.name()
              + " still runs: its tunnels end at their lifetime, not with the job; keep"
              + " limits.lifetime short, or demand a companion that knows the job");
    }
    for (String claim : rule.when().keySet()) {
      String other = claim.substring(0, Math.max(0, claim.indexOf('.')));
      if (!other.equals(auth.name())
          && settings.authenticatorNames().contains(other)
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

  /** The companions that an authenticator demands, and those that these demand. */
  private void addCompanions(String auth, Set<String> demanded) {
    for (AuthenticatorSettings each : settings.authenticators()) {
      if (each.name().equals(auth)) {
        each.companions().stream()
            .filter(demanded::add)
            .forEach(name -> addCompanions(name, demanded));
      }
    }
  }

  /** A rule for everybody is told as that. */
  private void demands(RuleSettings rule, String auth, String prefix) {
    for (Advice.Demand each : by(auth).demands()) {
      boolean about =
          each.about().isEmpty()
              ? !rule.when().isEmpty()
              : each.about().stream().anyMatch(claim -> rule.when().containsKey(prefix + claim));
      if (about && (prefix.isEmpty() || each.companion()) && !meets(rule, prefix, each)) {
        find(rule, each.otherwise().replace("{", prefix).replace("}", ""));
      }
    }
  }

  private static boolean meets(RuleSettings rule, String prefix, Advice.Demand demand) {
    List<Condition> said =
        demand.claims().stream()
            .map(claim -> rule.when().get(prefix + claim))
            .filter(Objects::nonNull)
            .toList();
    boolean all = said.size() == demand.claims().size();
    return switch (demand.measure()) {
      case NAMED -> said.stream().anyMatch(Lint::isNamed);
      case EXACT -> said.stream().anyMatch(each -> !RuleOrder.exact(each).isEmpty());
      case ALL_EXACT -> all && said.stream().noneMatch(each -> RuleOrder.exact(each).isEmpty());
      case TRUE -> all && said.stream().allMatch(new Condition.Exact("true")::equals);
    };
  }

  private static boolean isNamed(Condition condition) {
    return condition instanceof Condition.OfText
        && RuleOrder.globs(condition).stream().noneMatch(glob -> glob.startsWith("*"));
  }
}
