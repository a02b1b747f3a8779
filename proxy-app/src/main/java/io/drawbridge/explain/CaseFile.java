// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.SettingsSource;
import io.drawbridge.common.Misspelling;
import io.drawbridge.config.ConfigurationFile;
import io.drawbridge.config.RuleFile;
import io.drawbridge.config.RuleSection;
import io.drawbridge.config.Section;
import io.drawbridge.policy.Subject;
import io.drawbridge.settings.RuleSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A file of cases that the rules of a configuration must decide as expected: {@code config} names
 * the configuration, each {@code [[case]]} table is a case, of which there is at least one.
 */
record CaseFile(RuleFile rules, List<PolicyCase> cases) {
  static final List<String> KEYS =
      List.of(
          "name",
          "auth",
          "issuer",
          "subject",
          "listener",
          "claims",
          "target",
          "expect",
          "rule",
          "limits");

  /**
   * Reads a file of cases and the rules of its configuration. A case about a target, rule or
   * authenticator that is not configured cannot be used: it would be denied whatever the rules say.
   */
  static CaseFile read(Path file) throws InvalidSettingsException, IOException {
    Path directory = file.toAbsolutePath().normalize().getParent();
    SettingsSource source = new SettingsSource(directory, _ -> null, _ -> {});
    Settings top = new Settings(ConfigurationFile.read(file), "", file.toString(), source);
    known(top, List.of("config", "case"));
    top.path("config");
    RuleFile rules = RuleFile.read(file.resolveSibling(top.text("config")).normalize());
    Section.Names names = new Section.Names();
    List<PolicyCase> cases = new ArrayList<>();
    for (Settings table : top.tables("case")) {
      known(table, KEYS);
      cases.add(one(table, names.of(table), rules));
    }
    if (cases.isEmpty()) {
      throw top.invalid("case", "there is none; add a [[case]]");
    }
    return new CaseFile(rules, cases);
  }

  /** A misspelt key is told as that, and not as the one that is missing for it. */
  private static void known(Settings table, List<String> keys) throws InvalidSettingsException {
    keys.forEach(table::has);
    table.finish();
  }

  private static PolicyCase one(Settings table, String name, RuleFile rules)
      throws InvalidSettingsException {
    String auth = auth(table, rules);
    String asked = table.text("target");
    String target =
        rules
            .target(asked)
            .orElseThrow(
                () ->
                    unknown(
                        table,
                        "target",
                        "target \"" + asked + "\"",
                        asked,
                        rules.targets().values()));
    Identity identity =
        new Identity(
            table.text("issuer", rules.authenticators().get(auth).orElse("test")),
            table.text("subject", "test"),
            claims(table),
            Map.of(),
            Instant.MAX);
    boolean granted = granted(table);
    Optional<String> rule = table.optionalText("rule");
    Optional<Limits> limits =
        table.has("limits") ? Optional.of(RuleSection.limits(table)) : Optional.empty();
    if (!granted && (rule.isPresent() || limits.isPresent())) {
      throw table.invalid("expect", "what is denied has no rule and no limits");
    }
    if (rule.isPresent() && rules.rules().inForce(target).stream().noneMatch(named(rule.get()))) {
      throw table.invalid("rule", "no such rule in force is about the target " + target);
    }
    Subject subject = new Subject(identity, auth, target, listener(table, rules));
    return new PolicyCase(name, table.where(), subject, granted, rule, limits);
  }

  private static Predicate<RuleSettings> named(String name) {
    return rule -> rule.name().equals(name);
  }

  private static boolean granted(Settings table) throws InvalidSettingsException {
    String expect = table.text("expect");
    if (!expect.equals("granted") && !expect.equals("denied")) {
      throw table.invalid("expect", "it is \"granted\" or \"denied\"");
    }
    return expect.equals("granted");
  }

  private static InvalidSettingsException unknown(
      Settings table, String key, String said, String name, Iterable<String> known) {
    return table.invalid(key, "there is no " + said + Misspelling.hint(name, known));
  }

  private static String auth(Settings table, RuleFile rules) throws InvalidSettingsException {
    Optional<String> auth = table.optionalText("auth");
    List<String> known = List.copyOf(rules.authenticators().keySet());
    if (auth.isPresent() && !known.contains(auth.get())) {
      throw unknown(table, "auth", "[auth." + auth.get() + "]", auth.get(), known);
    }
    if (auth.isEmpty() && known.size() != 1) {
      throw table.invalid("auth", "it is missing; the configuration has several authenticators");
    }
    return auth.orElseGet(known::getFirst);
  }

  /** Nobody comes in by no listener: a condition on it must not be decided by a guess. */
  private static String listener(Settings table, RuleFile rules) throws InvalidSettingsException {
    Optional<String> listener = table.optionalText("listener");
    if (listener.isPresent() && !rules.listeners().contains(listener.get())) {
      String said = "listener \"" + listener.get() + "\"";
      throw unknown(table, "listener", said, listener.get(), rules.listeners());
    }
    boolean matters =
        rules.rules().rules().stream().anyMatch(rule -> rule.when().containsKey("listener"));
    if (listener.isEmpty() && matters && rules.listeners().size() != 1) {
      throw table.invalid("listener", "it is missing, and a rule asks for it");
    }
    return listener.orElseGet(() -> rules.listeners().stream().findFirst().orElse(""));
  }

  private static Claims claims(Settings table) throws InvalidSettingsException {
    Map<String, Object> plain = new LinkedHashMap<>();
    Settings claims = table.table("claims").orElse(null);
    if (claims != null) {
      for (String key : claims.keys()) {
        plain.put(key, RuleSection.plain(claims.value(key).orElseThrow().value()));
        try {
          Claims.of(plain);
        } catch (IllegalArgumentException _) {
          throw claims.invalid(key, "a claim is a text, number, true or false, list or table");
        }
      }
    }
    return Claims.of(plain);
  }
}
