// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.SettingsSource;
import io.drawbridge.policy.Rules;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.settings.SettingException;
import io.drawbridge.wiring.Policies;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The rules of a configuration, and the names they refer to. No plugin is loaded, and no secret,
 * key or other file is read: it works where there is none of them, as in a merge request's
 * pipeline. Immutable.
 */
public final class RuleFile {
  private final Outline outline;
  private final Rules rules;
  private final Map<String, String> targets = new HashMap<>();

  private RuleFile(Outline outline, Rules rules) {
    this.outline = outline;
    this.rules = rules;
    for (Outline.OfTarget target : outline.targets()) {
      targets.put(target.name().toLowerCase(Locale.ROOT), target.name());
    }
  }

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
    Section.Names listeners = new Section.Names();
    for (Settings table : top.tables("listener")) {
      outline.listener(listeners.of(table), table);
    }
    PluginSections plugins = new PluginSections(outline, source);
    plugins.readAuth(top);
    plugins.readPolicy(top);
    TargetSection targets = new TargetSection(outline, false);
    for (Settings table : top.tables("target")) {
      targets.read(table);
    }
    RuleSection section = new RuleSection(outline);
    List<RuleSettings> rules = new ArrayList<>();
    for (Settings table : top.tables("rule")) {
      rules.add(section.read(table));
    }
    try {
      RuleSettings.check(rules, outline.targetNames(), outline.authNames());
    } catch (SettingException e) {
      throw outline.placed(e);
    }
    if (rules.isEmpty()) {
      // Taken for rules that deny all, they would hide that an external policy decides alone.
      throw top.invalid(
          "rule", "there is none: an external policy, which nobody asks here, decides");
    }
    return new RuleFile(outline, Policies.of(rules).orElseThrow());
  }

  /** The rules; at least one. */
  public Rules rules() {
    return rules;
  }

  /** The target of that name, written as configured; names compare without case. */
  public Optional<String> target(String asked) {
    return Optional.ofNullable(targets.get(asked.toLowerCase(Locale.ROOT)));
  }

  /** The names of the listeners, in order. */
  public Set<String> listeners() {
    return outline.listeners();
  }

  /** The names of the authenticators, in order. */
  public List<String> authenticators() {
    return outline.authNames();
  }

  /** The issuer that an authenticator's table names, if it does. */
  public Optional<String> issuer(String authenticator) {
    Map<String, Located> settings =
        outline.auth(authenticator).map(Outline.OfAuth::settings).orElse(Map.of());
    return settings.get("issuer") instanceof Located(String issuer, String _)
        ? Optional.of(issuer)
        : Optional.empty();
  }

  /** Whether external policies decide as well, which nobody asks here. */
  public boolean hasPolicy() {
    return outline.hasPolicy();
  }
}
