// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.AuthorizerProvider;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Located;
import io.drawbridge.auth.Settings;
import io.drawbridge.guard.PluginLimits;
import io.drawbridge.guard.PluginObserver;
import io.drawbridge.identify.Authenticators;
import io.drawbridge.liveness.LivenessPolls;
import io.drawbridge.liveness.LivenessSettings;
import io.drawbridge.plugin.BoundedWebClient;
import io.drawbridge.plugin.Plugin;
import io.drawbridge.plugin.PluginDirectory;
import io.drawbridge.plugin.PluginEnvironment;
import io.drawbridge.plugin.PluginException;
import io.drawbridge.plugin.PluginInstance;
import io.drawbridge.plugin.Providers;
import io.drawbridge.plugin.RedactingLogger;
import io.drawbridge.policy.Authorizers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Makes the configured authenticators and authorizers, and closes them in the end. */
final class PluginObjects implements AutoCloseable {
  private final ProxyBuilder from;
  private final System.Logger log;
  private final PluginObserver observer;
  private final List<Providers> providers = new ArrayList<>();
  private final List<AutoCloseable> made = new ArrayList<>();
  private Authenticators authenticators;
  private Authorizers authorizers;

  private PluginObjects(ProxyBuilder from, System.Logger log, PluginObserver observer) {
    this.from = from;
    this.log = log;
    this.observer = observer;
  }

  static PluginObjects create(ProxyBuilder from, System.Logger log, PluginObserver observer)
      throws InvalidSettingsException {
    PluginObjects objects = new PluginObjects(from, log, observer);
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
    requireOneOfEachIssuer();
    requireKnownCompanions();
    Providers loaded = loaded();
    PluginLimits limits = limits();
    List<PluginInstance<Authenticator>> whos = new ArrayList<>();
    for (var each : from.authenticators.entrySet()) {
      whos.add(authenticator(each.getKey(), each.getValue(), loaded));
    }
    List<PluginInstance<Authorizer>> mays = new ArrayList<>();
    for (var each : from.authorizers.entrySet()) {
      mays.add(authorizer(each.getKey(), each.getValue(), loaded));
    }
    authenticators = new Authenticators(whos, from.companions, limits, from.clock, observer);
    authorizers = new Authorizers(mays, limits, observer);
  }

  private Providers loaded() throws InvalidSettingsException {
    boolean needed =
        from.authenticators.values().stream().anyMatch(c -> c instanceof PluginChoice.ByType)
            || from.authorizers.values().stream().anyMatch(c -> c instanceof PluginChoice.ByType);
    if (needed && from.plugins.isEmpty()) {
      throw new InvalidSettingsException(
          "no directory of plugins is known; set plugins, or give --plugins DIR");
    }
    try {
      return hold(
          new Providers(needed ? PluginDirectory.load(from.plugins.get()) : List.<Plugin>of()));
    } catch (PluginException e) {
      throw new InvalidSettingsException(e.getMessage());
    }
  }

  private PluginLimits limits() {
    PluginLimits standard = PluginLimits.STANDARD;
    return new PluginLimits(
        standard.threads(),
        standard.queue(),
        from.timeouts.authentication,
        from.timeouts.policy,
        standard.quarantineAfter(),
        standard.probeEvery());
  }

  private PluginInstance<Authenticator> authenticator(
      String name, PluginChoice<Authenticator, AuthenticatorProvider> choice, Providers loaded)
      throws InvalidSettingsException, InterruptedException {
    return switch (choice) {
      case PluginChoice.ByType<Authenticator, AuthenticatorProvider>(String type, Settings s) ->
          finished(s, held(loaded.createAuthenticator(name, type, s, environment(name))));
      case PluginChoice.ByProvider<Authenticator, AuthenticatorProvider>(
              var provider,
              Settings s) ->
          finished(
              s,
              held(
                  embedded(name, List.of(provider), List.of())
                      .createAuthenticator(name, provider.type(), s, environment(name))));
      case PluginChoice.Ready<Authenticator, AuthenticatorProvider>(Authenticator ready) ->
          held(PluginInstance.ready(name, ready));
    };
  }

  private PluginInstance<Authorizer> authorizer(
      String name, PluginChoice<Authorizer, AuthorizerProvider> choice, Providers loaded)
      throws InvalidSettingsException, InterruptedException {
    return switch (choice) {
      case PluginChoice.ByType<Authorizer, AuthorizerProvider>(String type, Settings s) ->
          finished(s, held(loaded.createAuthorizer(name, type, s, environment(name))));
      case PluginChoice.ByProvider<Authorizer, AuthorizerProvider>(var provider, Settings s) ->
          finished(
              s,
              held(
                  embedded(name, List.of(), List.of(provider))
                      .createAuthorizer(name, provider.type(), s, environment(name))));
      case PluginChoice.Ready<Authorizer, AuthorizerProvider>(Authorizer ready) ->
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
        from.clock,
        RedactingLogger.of("io.drawbridge.plugin." + name, log),
        from.offline ? BoundedWebClient.offline() : new BoundedWebClient(from.webTrust));
  }

  /** Two authenticators of one issuer: which of them decides would depend on their order alone. */
  private void requireOneOfEachIssuer() throws InvalidSettingsException {
    Map<String, String> byIssuer = new HashMap<>();
    for (var each : from.authenticators.entrySet()) {
      Settings settings =
          switch (each.getValue()) {
            case PluginChoice.ByType<?, ?> chosen -> chosen.settings();
            case PluginChoice.ByProvider<?, ?> chosen -> chosen.settings();
            case PluginChoice.Ready<?, ?> _ -> null;
          };
      if (settings != null
          && settings.value("issuer").map(Located::value).orElse(null) instanceof String issuer) {
        String twin = byIssuer.put(issuer, each.getKey());
        if (twin != null) {
          throw settings.invalid("issuer", "auth." + twin + " has this issuer already");
        }
      }
    }
  }

  /** A companion that cannot be sent, or that nobody could verify, would shut everyone out. */
  private void requireKnownCompanions() throws InvalidSettingsException {
    for (var each : from.companions.entrySet()) {
      for (String name : each.getValue()) {
        boolean other = from.authenticators.containsKey(name) && !name.equals(each.getKey());
        if (!other || !name.matches("[a-z][a-z0-9-]{0,31}") || each.getValue().size() > 3) {
          throw new InvalidSettingsException(
              "auth."
                  + each.getKey()
                  + ".companions: \""
                  + name
                  + "\" must be another [auth.NAME], in lower case; at most 3 can be asked for");
        }
      }
    }
  }

  Authenticators authenticators() {
    return authenticators;
  }

  Authorizers authorizers() {
    return authorizers;
  }

  LivenessPolls polls(LivenessOptions o) throws InvalidSettingsException {
    try {
      return new LivenessPolls(
          new LivenessSettings(
              o.interval, o.unknownGrace, o.cancelingGrace, o.requestsPerMinute, o.call),
          (authenticator, line) ->
              log.log(System.Logger.Level.WARNING, "auth.{0}: {1}", authenticator, line));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException("liveness: " + e.getMessage());
    }
  }

  @Override
  public void close() {
    Closing all = new Closing(log);
    providers.forEach(all::hold);
    if (authenticators == null || authorizers == null) {
      made.forEach(all::hold);
    }
    if (authorizers != null) {
      all.hold(authorizers);
    }
    if (authenticators != null) {
      all.hold(authenticators);
    }
    all.close();
  }
}
