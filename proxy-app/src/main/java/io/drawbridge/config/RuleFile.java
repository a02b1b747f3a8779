// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.Proxy;
import io.drawbridge.ProxyBuilder;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.SettingsSource;
import io.drawbridge.policy.Rule;
import io.drawbridge.policy.Rules;
import java.io.IOException;
import java.nio.file.Path;
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
    ProxyBuilder unused = Proxy.builder();
    Path directory = file.toAbsolutePath().normalize().getParent();
    SettingsSource source = new SettingsSource(directory, _ -> null, _ -> {});
    Settings top = new Settings(ConfigurationFile.read(file), "", file.toString(), source);
    Section.FILE.of(top);
    Section.Names listeners = new Section.Names();
    for (Settings table : top.tables("listener")) {
      outline.listener(listeners.of(table));
    }
    PluginSections plugins = new PluginSections(unused, outline, source);
    plugins.readAuth(top);
    plugins.readPolicy(top);
    TargetSection targets = new TargetSection(unused, outline, false);
    for (Settings table : top.tables("target")) {
      targets.read(table);
    }
    RuleSection rules = new RuleSection(unused, outline);
    for (Settings table : top.tables("rule")) {
      rules.read(table);
    }
    rules.finish();
    if (outline.rules().isEmpty()) {
      // Taken for rules that deny all, they would hide that an external policy decides alone.
      throw top.invalid(
          "rule", "there is none: an external policy, which nobody asks here, decides");
    }
    List<Rule> read = outline.rules().stream().map(Outline.OfRule::rule).toList();
    return new RuleFile(outline, new Rules(read));
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
    return outline.auths().stream().map(Outline.OfAuth::name).toList();
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
