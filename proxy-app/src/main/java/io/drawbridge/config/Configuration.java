// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.config;

import io.drawbridge.audit.AuditLog;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.SettingsSource;
import io.drawbridge.settings.AdmissionSettings;
import io.drawbridge.settings.LimitSettings;
import io.drawbridge.settings.ListenerSettings;
import io.drawbridge.settings.LivenessSettings;
import io.drawbridge.settings.ProxySettings;
import io.drawbridge.settings.RelaySettings;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.settings.SettingException;
import io.drawbridge.settings.TargetSettings;
import io.drawbridge.settings.TimeoutSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A configuration file, read into the settings it says. Everything that can be told without its
 * plugins and without the network is told here, with {@code file:line:column}. Immutable.
 *
 * @param settings what it says of the proxy; checked for being right together
 * @param drain how long tunnels may go on when the gateway is told to end; 5 min unless set
 * @param outline what was read, with its places
 */
public record Configuration(ProxySettings settings, Duration drain, Outline outline) {
  private static final Duration DRAIN = Duration.ofMinutes(5);

  /**
   * Reads a file.
   *
   * @param file the file; relative paths in it are relative to its directory
   * @param plugins says where the plugins are, given what the file says
   * @param environment looks up an environment variable; {@code null} if it is not set
   * @throws InvalidSettingsException if it cannot be used: not TOML, an unknown key, a value out of
   *     its range, a name that refers to nothing
   * @throws IOException if the file cannot be read; the message says why
   */
  public static Configuration read(
      Path file, UnaryOperator<Optional<Path>> plugins, UnaryOperator<String> environment)
      throws InvalidSettingsException, IOException {
    Path directory = file.toAbsolutePath().normalize().getParent();
    Map<String, Located> document = ConfigurationFile.read(file);
    Outline outline = new Outline();
    SettingsSource source = new SettingsSource(directory, environment, outline::warn);
    Settings top = new Settings(document, "", file.toString(), source);
    Section.FILE.of(top);
    Duration drain = top.duration("drain", Duration.ZERO, Duration.ofDays(1), DRAIN);
    ProxySettings settings = settings(top, plugins, source, outline);
    new Secrets(directory, outline::warn).check("", document);
    return new Configuration(settings, drain, outline);
  }

  private static ProxySettings settings(
      Settings top, UnaryOperator<Optional<Path>> plugins, SettingsSource source, Outline outline)
      throws InvalidSettingsException {
    outline.table("", top);
    for (String key : List.of("admin", "web", "audit")) {
      top.table(key).ifPresent(table -> outline.table(key, table));
    }
    try {
      ProxySettings read = read(top, plugins, source, outline);
      read.check();
      if (read.audit().isEmpty()) {
        throw top.invalid("audit", "it is missing: every grant must be recorded; add [audit]");
      }
      return read;
    } catch (SettingException e) {
      throw outline.placed(e);
    }
  }

  private static ProxySettings read(
      Settings top, UnaryOperator<Optional<Path>> plugins, SettingsSource source, Outline outline)
      throws InvalidSettingsException {
    ListenerSection listenerSection = new ListenerSection(outline);
    List<ListenerSettings> listeners = all(top, "listener", listenerSection::read);
    PluginSections sections = new PluginSections(outline, source);
    TargetSection targetSection = new TargetSection(outline, true);
    RuleSection ruleSection = new RuleSection(outline);
    Optional<Path> directory = top.optionalPath("plugins");
    var authenticators = sections.readAuth(top);
    var authorizers = sections.readPolicy(top);
    List<TargetSettings> targets = all(top, "target", targetSection::read);
    List<RuleSettings> rules = all(top, "rule", ruleSection::read);
    long loops = top.optionalInteger("loops").orElse(ProxySettings.STANDARD_LOOPS);
    return new ProxySettings(
        listeners,
        authenticators,
        authorizers,
        targets,
        rules,
        one(top, "limits", GeneralSections::admission).orElse(AdmissionSettings.STANDARD),
        one(top, "limits", GeneralSections::limits).orElse(LimitSettings.STANDARD),
        one(top, "relay", GeneralSections::relay).orElse(RelaySettings.STANDARD),
        one(top, "timeouts", GeneralSections::timeouts).orElse(TimeoutSettings.STANDARD),
        one(top, "liveness", GeneralSections::liveness).orElse(LivenessSettings.STANDARD),
        one(top, "audit", audit -> GeneralSections.audit(audit, directory)),
        one(top, "admin", GeneralSections::admin),
        plugins.apply(directory),
        one(top, "web", GeneralSections::web),
        Optional.empty(),
        Math.clamp(loops, Integer.MIN_VALUE, Integer.MAX_VALUE),
        top.optionalDuration("drain_grace").orElse(ProxySettings.STANDARD_DRAIN_GRACE));
  }

  private interface Reading<T> {
    T of(Settings table) throws InvalidSettingsException;
  }

  private static <T> List<T> all(Settings top, String key, Reading<T> reading)
      throws InvalidSettingsException {
    List<T> read = new ArrayList<>();
    for (Settings table : top.tables(key)) {
      read.add(reading.of(table));
    }
    return read;
  }

  private static <T> Optional<T> one(Settings top, String key, Reading<T> reading)
      throws InvalidSettingsException {
    Optional<Settings> table = top.table(key);
    return table.isPresent() ? Optional.of(reading.of(table.get())) : Optional.empty();
  }

  /**
   * Checks whether the audit's file could be opened, without opening it: only who serves needs it.
   *
   * @throws InvalidSettingsException if not, with its place
   */
  public void requireAudit() throws InvalidSettingsException {
    try {
      AuditLog.requireUsable(settings.audit().orElseThrow().file());
    } catch (IOException e) {
      throw outline.placed(new SettingException("audit", "file", e.getMessage()));
    }
  }

  /**
   * A line for each thing that works but should not stay, such as a secret written inline. Reading
   * the settings of plugins may add to it.
   */
  public List<String> warnings() {
    return outline.warnings();
  }
}
