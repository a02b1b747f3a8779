// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.AuthorizerProvider;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.guard.PluginLimits;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.guard.Ticker;
import io.drawbridge.identify.Authenticators;
import io.drawbridge.plugin.BoundedWebClient;
import io.drawbridge.plugin.Plugin;
import io.drawbridge.plugin.PluginDirectory;
import io.drawbridge.plugin.PluginEnvironment;
import io.drawbridge.plugin.PluginException;
import io.drawbridge.plugin.PluginInstance;
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

/** Makes the configured authenticators and authorizers, and closes them in the end. */
public final class PluginObjects implements AutoCloseable {
  private final ProxySettings settings;
  private final Surroundings surroundings;
  private final PluginObserver observer;
  private final List<Providers> providers = new ArrayList<>();
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
    } catch (InterruptedException _) {
      objects.close();
      Thread.currentThread().interrupt();
      throw new InvalidSettingsException("interrupted while the plugins were made");
    }
  }

  private void create() throws InvalidSettingsException, InterruptedException {
    Providers loaded = loaded();
    PluginLimits limits = PluginLimits.of(settings.timeouts());
    List<PluginInstance<Authenticator>> whos = new ArrayList<>();
    Map<String, List<String>> companions = new HashMap<>();
    for (AuthenticatorSettings each : settings.authenticators()) {
      whos.add(authenticator(each.name(), each.source(), loaded));
      companions.put(each.name(), each.companions());
    }
    authenticators =
        new Authenticators(whos, companions, limits, surroundings.clock(), observer, Ticker.SYSTEM);
    // Closed by it from here on: a plugin's close is called exactly once.
    made.clear();
    List<PluginInstance<Authorizer>> mays = new ArrayList<>();
    for (AuthorizerSettings each : settings.authorizers()) {
      mays.add(authorizer(each.name(), each.source(), loaded));
    }
    authorizers = new Authorizers(mays, limits, observer);
    made.clear();
  }

  private Providers loaded() throws InvalidSettingsException {
    boolean needed =
        settings.authenticators().stream().anyMatch(c -> c.source() instanceof PluginSource.ByType)
            || settings.authorizers().stream()
                .anyMatch(c -> c.source() instanceof PluginSource.ByType);
    if (needed && settings.plugins().isEmpty()) {
      throw new InvalidSettingsException(
          "no directory of plugins is known; set plugins, or give --plugins DIR");
    }
    try {
      return hold(
          new Providers(
              needed ? PluginDirectory.load(settings.plugins().get()) : List.<Plugin>of()));
    } catch (PluginException e) {
      throw new InvalidSettingsException(e.getMessage());
    }
  }

  private PluginInstance<Authenticator> authenticator(
      String name, PluginSource<Authenticator, AuthenticatorProvider> source, Providers loaded)
      throws InvalidSettingsException, InterruptedException {
    return switch (source) {
      case PluginSource.ByType<Authenticator, AuthenticatorProvider>(String type, Settings s) ->
          finished(s, held(loaded.createAuthenticator(name, type, s, environment(name))));
      case PluginSource.ByProvider<Authenticator, AuthenticatorProvider>(
              var provider,
              Settings s) ->
          finished(
              s,
              held(
                  embedded(name, List.of(provider), List.of())
                      .createAuthenticator(name, provider.type(), s, environment(name))));
      case PluginSource.Ready<Authenticator, AuthenticatorProvider>(Authenticator ready) ->
          held(PluginInstance.ready(name, ready));
    };
  }

  private PluginInstance<Authorizer> authorizer(
      String name, PluginSource<Authorizer, AuthorizerProvider> source, Providers loaded)
      throws InvalidSettingsException, InterruptedException {
    return switch (source) {
      case PluginSource.ByType<Authorizer, AuthorizerProvider>(String type, Settings s) ->
          finished(s, held(loaded.createAuthorizer(name, type, s, environment(name))));
      case PluginSource.ByProvider<Authorizer, AuthorizerProvider>(var provider, Settings s) ->
          finished(
              s,
              held(
                  embedded(name, List.of(), List.of(provider))
                      .createAuthorizer(name, provider.type(), s, environment(name))));
      case PluginSource.Ready<Authorizer, AuthorizerProvider>(Authorizer ready) ->
          held(PluginInstance.ready(name, ready));
    };
  }

  private Providers embedded(
      String name,
      List<AuthenticatorProvider> authenticatorProviders,
      List<AuthorizerProvider> authorizerProviders)
      throws InvalidSettingsException {
    try {
      return hold(
          new Providers(
              List.of(Plugin.embedded(name, authenticatorProviders, authorizerProviders))));
    } catch (PluginException e) {
      throw new InvalidSettingsException(e.getMessage());
    }
  }

  /** Before its settings are looked at: if those are wrong, it must be closed as well. */
  private <T extends AutoCloseable> PluginInstance<T> held(PluginInstance<T> instance) {
    made.add(instance.closing());
    return instance;
  }

  private Providers hold(Providers made) {
    providers.add(made);
    return made;
  }

  /** A key that the plugin did not read is a mistake, not a comment. */
  private static <T> T finished(Settings settings, T made) throws InvalidSettingsException {
    settings.finish();
    return made;
  }

  private PluginEnvironment environment(String name) {
    return new PluginEnvironment(
        surroundings.clock(),
        new RedactingLogger("io.drawbridge.plugin." + name, surroundings.logger(), Ticker.SYSTEM),
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
    providers.forEach(all::hold);
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
