// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.SettingsSource;
import io.drawbridge.policy.Rules;
import io.drawbridge.settings.AuthenticatorSettings;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.settings.SettingException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of a configuration, and the names they refer to. No plugin is loaded, and no secret,
 * key or other file is read: it works where there is none of them, as in a merge request's
 * pipeline. Immutable.
 *
 * @param rules the rules; at least one
 * @param listeners the names of the listeners, in order
 * @param authenticators the names of the authenticators, in order, and the issuer of each whose
 *     table names one
 * @param targets the names of the targets as configured, by themselves in lower case
 * @param hasPolicy whether external policies decide as well, which nobody asks here
 */
public record RuleFile(
    Rules rules,
    List<String> listeners,
    Map<String, Optional<String>> authenticators,
    Map<String, String> targets,
    boolean hasPolicy) {
  /**
   * Reads the rules, targets, and names of listeners and authenticators in a configuration.
   *
   * @throws InvalidSettingsException if these cannot be used, with {@code file:line:column}, or
   *     there is no rule; what else is wrong with the file, {@code check} tells
   * @throws IOException if the file cannot be read; the message says why
   */
  public static RuleFile read(Path file) throws InvalidSettingsException, IOException {
    Outline outline = new Outline();
    Path directory = file.toAbsolutePath().normalize().getParent();
    SettingsSource source = new SettingsSource(directory, _ -> null, _ -> {});
    Settings top = new Settings(ConfigurationFile.read(file), "", file.toString(), source);
    Section.FILE.of(top);
    Section.Names names = new Section.Names();
    List<String> listeners = new ArrayList<>();
    for (Settings table : top.tables("listener")) {
      listeners.add(names.of(table));
    }
    PluginSections plugins = new PluginSections(outline, source);
    Map<String, Optional<String>> authenticators = new LinkedHashMap<>();
    for (AuthenticatorSettings each : plugins.readAuth(top)) {
      authenticators.put(each.name(), issuer(each));
    }
    boolean policy = !plugins.readPolicy(top).isEmpty();
    TargetSection section = new TargetSection(outline, false);
    Map<String, String> targets = new LinkedHashMap<>();
    for (Settings table : top.tables("target")) {
      String name = section.read(table).name();
      targets.put(name.toLowerCase(Locale.ROOT), name);
    }
    Rules rules = rules(top, outline, targets.values(), authenticators.keySet());
    return new RuleFile(rules, listeners, authenticators, targets, policy);
  }

  private static Rules rules(
      Settings top, Outline outline, Collection<String> targets, Collection<String> authenticators)
      throws InvalidSettingsException {
    RuleSection section = new RuleSection(outline);
    List<RuleSettings> rules = new ArrayList<>();
    for (Settings table : top.tables("rule")) {
      rules.add(section.read(table));
    }
    try {
      RuleSettings.check(rules, List.copyOf(targets), List.copyOf(authenticators));
    } catch (SettingException e) {
      throw outline.placed(e);
    }
    // Taken for rules that deny all, none would hide that an external policy decides alone.
    return Rules.of(rules)
        .orElseThrow(
            () ->
                top.invalid(
                    "rule", "there is none: an external policy, which nobody asks here, decides"));
  }

  private static Optional<String> issuer(AuthenticatorSettings of) {
    return of.source()
        .table()
        .flatMap(table -> table.value("issuer"))
        .map(Located::value)
        .filter(String.class::isInstance)
        .map(String.class::cast);
  }

  /** The target of that name, written as configured; names compare without case. */
  public Optional<String> target(String asked) {
    return Optional.ofNullable(targets.get(asked.toLowerCase(Locale.ROOT)));
  }
}
