// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.PluginProvider;
import io.drawbridge.auth.Settings;
import io.drawbridge.guard.PluginInstance;
import io.drawbridge.guard.PluginLimits;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.identify.Authenticators;
import io.drawbridge.plugin.BoundedWebClient;
import io.drawbridge.plugin.Plugin;
import io.drawbridge.plugin.PluginDirectory;
import io.drawbridge.plugin.PluginEnvironment;
import io.drawbridge.plugin.PluginException;
import io.drawbridge.plugin.Providers;
import io.drawbridge.plugin.RedactingLogger;
import io.drawbridge.policy.Authorizers;
import io.drawbridge.settings.AuthenticatorSettings;
import io.drawbridge.settings.AuthorizerSettings;
import io.drawbridge.settings.PluginSource;
import io.drawbridge.settings.ProxySettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Makes the configured authenticators and authorizers, and closes them in the end. */
public final class PluginObjects implements AutoCloseable {
  private final ProxySettings settings;
  private final Surroundings surroundings;
  private final PluginObserver observer;
  private Providers providers;
  private final List<AutoCloseable> made = new ArrayList<>(); // and guarded by nobody yet
  private Authenticators authenticators;
  private Authorizers authorizers;

  private PluginObjects(
      ProxySettings settings, Surroundings surroundings, PluginObserver observer) {
    this.settings = settings;
    this.surroundings = surroundings;
    this.observer = observer;
  }

  /**
   * Loads the plugins and makes their objects. What was made is closed again when one fails.
   *
   * @param settings checked
   * @throws InvalidSettingsException if a plugin is not there, or refuses its table
   */
  public static PluginObjects create(
      ProxySettings settings, Surroundings surroundings, PluginObserver observer)
      throws InvalidSettingsException {
    PluginObjects objects = new PluginObjects(settings, surroundings, observer);
    try {
      objects.create();
      return objects;
    } catch (InvalidSettingsException | RuntimeException | Error e) {
      objects.close();
      throw e;
    } catch (PluginException e) {
      objects.close();
      throw new InvalidSettingsException(e.getMessage());
    } catch (InterruptedException _) {
      objects.close();
      Thread.currentThread().interrupt();
      throw new InvalidSettingsException("interrupted while the plugins were made");
    }
  }

  private void create() throws InvalidSettingsException, PluginException, InterruptedException {
    providers = new Providers(plugins());
    List<PluginInstance<Authenticator>> whos = new ArrayList<>();
    Map<String, List<String>> companions = new HashMap<>();
    for (AuthenticatorSettings each : settings.authenticators()) {
      whos.add(make(each.name(), each.source(), providers::createAuthenticator));
      companions.put(each.name(), each.companions());
    }
    authenticators =
        new Authenticators(
            whos,
            companions,
            PluginLimits.of(settings.timeouts().authentication()),
            surroundings.clock(),
            observer,
            System::nanoTime);
    // Closed by it from here on: a plugin's close is called exactly once.
    made.clear();
    List<PluginInstance<Authorizer>> mays = new ArrayList<>();
    for (AuthorizerSettings each : settings.authorizers()) {
      mays.add(make(each.name(), each.source(), providers::createAuthorizer));
    }
    authorizers = new Authorizers(mays, PluginLimits.of(settings.timeouts().policy()), observer);
    made.clear();
  }

  private List<Plugin> plugins() throws InvalidSettingsException, PluginException {
    boolean needed =
        Stream.concat(
                settings.authenticators().stream().map(AuthenticatorSettings::source),
                settings.authorizers().stream().map(AuthorizerSettings::source))
            .anyMatch(PluginSource.ByType.class::isInstance);
    if (needed && settings.plugins().isEmpty()) {
      throw new InvalidSettingsException(
          "no directory of plugins is known; set plugins, or give --plugins DIR");
    }
    return needed ? PluginDirectory.load(settings.plugins().get()) : List.of();
  }

  private interface Creation<T extends AutoCloseable> {
    PluginInstance<T> by(String name, String type, Settings settings, Environment e)
        throws InvalidSettingsException, InterruptedException;
  }

  private <T extends AutoCloseable> PluginInstance<T> make(
      String name, PluginSource<T> source, Creation<T> creation)
      throws InvalidSettingsException, InterruptedException {
    return switch (source) {
      case PluginSource.ByType<T>(String type, Settings table) ->
          finished(table, creation.by(name, type, table, environment(name)));
      case PluginSource.ByProvider<T>(PluginProvider<T> provider, Settings table) ->
          finished(table, Providers.create(name, provider, table, environment(name)));
      case PluginSource.Ready<T>(T ready) -> held(PluginInstance.ready(name, ready));
    };
  }

  private <T extends AutoCloseable> PluginInstance<T> held(PluginInstance<T> instance) {
    made.add(instance.closing());
    return instance;
  }

  /** Held before its settings are looked at: if a key was not read, it must be closed as well. */
  private <T extends AutoCloseable> PluginInstance<T> finished(
      Settings table, PluginInstance<T> instance) throws InvalidSettingsException {
    held(instance);
    table.finish();
    return instance;
  }

  private PluginEnvironment environment(String name) {
    return new PluginEnvironment(
        surroundings.clock(),
        new RedactingLogger(
            "io.drawbridge.plugin." + name, surroundings.logger(), System::nanoTime),
        new BoundedWebClient(settings.webTrust(), surroundings.offline()));
  }

  /** Who says who somebody is. */
  public Authenticators authenticators() {
    return authenticators;
  }

  /** The external authorizers. */
  public Authorizers authorizers() {
    return authorizers;
  }

  /** Closes them, what was made last first. */
  @Override
  public void close() {
    Closing all = new Closing(surroundings.logger());
    if (providers != null) {
      all.hold(providers);
    }
    made.forEach(all::hold);
    if (authorizers != null) {
      all.hold(authorizers);
    }
    if (authenticators != null) {
      all.hold(authenticators);
    }
    all.close();
  }
}
