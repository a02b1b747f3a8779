// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.Proxy;
import io.drawbridge.ProxyBuilder;
import io.drawbridge.auth.Advice;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.SettingsSource;
import io.drawbridge.explain.Lint;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A configuration file, read into the calls an embedder would make. Everything that can be told
 * without its plugins and without the network is told here, with {@code file:line:column}. Not safe
 * for concurrent use, as its builder is not.
 */
public final class Configuration {
  private final ProxyBuilder builder = Proxy.builder();
  private final Outline outline = new Outline();
  private Optional<Path> plugins = Optional.empty();
  private Duration drain = Duration.ofMinutes(5);

  private Configuration() {}

  /**
   * Reads a file.
   *
   * @param file the file; relative paths in it are relative to its directory
   * @param environment looks up an environment variable; {@code null} if it is not set
   * @throws InvalidSettingsException if it cannot be used: not TOML, an unknown key, a value out of
   *     its range, a name that refers to nothing
   * @throws IOException if the file cannot be read; the message says why
   */
  public static Configuration read(Path file, UnaryOperator<String> environment)
      throws InvalidSettingsException, IOException {
    Configuration configuration = new Configuration();
    configuration.fill(file, environment);
    return configuration;
  }

  private void fill(Path file, UnaryOperator<String> environment)
      throws InvalidSettingsException, IOException {
    Path directory = file.toAbsolutePath().normalize().getParent();
    Map<String, Located> document = ConfigurationFile.read(file);
    SettingsSource source = new SettingsSource(directory, environment, outline::warn);
    Settings top = new Settings(document, "", file.toString(), source);
    Section.FILE.of(top);
    plugins = top.optionalPath("plugins");
    plugins.ifPresent(builder::plugins);
    drain = top.duration("drain", Duration.ZERO, Duration.ofDays(1), drain);
    long loops = top.integer("loops", 1, 256, 0);
    if (loops > 0) {
      builder.loops((int) loops);
    }
    services(top, source);
    general(top);
    new Secrets(directory, outline::warn).check("", document);
  }

  private void services(Settings top, SettingsSource source) throws InvalidSettingsException {
    ListenerSection listeners = new ListenerSection(builder, outline);
    List<Settings> tables = top.tables("listener");
    if (tables.isEmpty()) {
      throw top.invalid("listener", "there is none; add a [[listener]]");
    }
    for (Settings table : tables) {
      listeners.read(table);
    }
    PluginSections pluginSections = new PluginSections(builder, outline, source);
    pluginSections.readAuth(top);
    pluginSections.readPolicy(top);
    if (outline.auths().isEmpty()) {
      throw top.invalid("auth", "there is none, so nobody could prove who they are");
    }
    TargetSection targets = new TargetSection(builder, outline, true);
    for (Settings table : top.tables("target")) {
      targets.read(table);
    }
    if (outline.targets().isEmpty()) {
      throw top.invalid("target", "there is none, so there is nothing to reach; add a [[target]]");
    }
    RuleSection rules = new RuleSection(builder, outline);
    for (Settings table : top.tables("rule")) {
      rules.read(table);
    }
    rules.finish();
    if (outline.rules().isEmpty() && !outline.hasPolicy()) {
      throw top.invalid("rule", "there is neither a rule nor a policy: nobody would be let in");
    }
  }

  private void general(Settings top) throws InvalidSettingsException {
    GeneralSections general = new GeneralSections(builder);
    Optional<Settings> audit = top.table("audit");
    if (audit.isEmpty()) {
      throw top.invalid("audit", "it is missing: every grant must be recorded; add [audit]");
    }
    general.audit(audit.get(), plugins);
    each(top, "limits", general::limits);
    each(top, "relay", general::relay);
    each(top, "timeouts", general::timeouts);
    each(top, "liveness", general::liveness);
    each(top, "admin", general::admin);
    each(top, "web", general::web);
  }

  private interface Reading {
    void of(Settings table) throws InvalidSettingsException;
  }

  private static void each(Settings top, String key, Reading reading)
      throws InvalidSettingsException {
    Optional<Settings> table = top.table(key);
    if (table.isPresent()) {
      reading.of(table.get());
    }
  }

  /** The builder, filled. What is added to it comes on top of the file. */
  public ProxyBuilder builder() {
    return builder;
  }

  /** The directory of the plugins, if the file names one. */
  public Optional<Path> plugins() {
    return plugins;
  }

  /** How long tunnels may go on when the gateway is told to end; 5 min unless set. */
  public Duration drain() {
    return drain;
  }

  /**
   * A line for each thing that works but should not stay, such as a secret written inline. Reading
   * the settings of plugins may add to it.
   */
  public List<String> warnings() {
    return outline.warnings();
  }

  /**
   * A line for each thing that is allowed and probably not meant, with its place.
   *
   * @param advice by the name of an authenticator what it advises
   */
  public List<String> lint(Map<String, Advice> advice) {
    return Lint.of(outline, advice);
  }
}
