// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.AuthorizerProvider;
import io.drawbridge.auth.CredentialSource;
import io.drawbridge.auth.CredentialSourceProvider;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import io.drawbridge.guard.LimitedCall;
import io.drawbridge.guard.Redaction;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The providers of all plugins, by type. Immutable. */
public final class Providers implements AutoCloseable {
  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private static final String MAKING = "plugin-create-";

  private final List<Plugin> plugins;
  private final Duration limit;
  private final Map<String, Found<AuthenticatorProvider>> authenticators;
  private final Map<String, Found<AuthorizerProvider>> authorizers;
  private final Map<String, Found<CredentialSourceProvider>> sources;

  /** A provider and the plugin it is from. */
  private record Found<T>(T provider, Plugin plugin) {}

  /**
   * Providers of these plugins.
   *
   * @throws PluginException if two provide the same type, or a type is no name
   */
  public Providers(List<Plugin> plugins) throws PluginException {
    this(plugins, Discovery.LIMIT);
  }

  Providers(List<Plugin> plugins, Duration limit) throws PluginException {
    this.plugins = List.copyOf(plugins);
    this.limit = limit;
    authenticators = index(plugins, Plugin::authenticators, AuthenticatorProvider::type);
    authorizers = index(plugins, Plugin::authorizers, AuthorizerProvider::type);
    sources = index(plugins, Plugin::sources, CredentialSourceProvider::type);
  }

  private static <T> Map<String, Found<T>> index(
      List<Plugin> plugins, Function<Plugin, List<T>> providers, Function<T, String> type)
      throws PluginException {
    Map<String, Found<T>> known = new LinkedHashMap<>();
    for (Plugin plugin : plugins) {
      for (T provider : providers.apply(plugin)) {
        put(known, provider, plugin, () -> type.apply(provider));
      }
    }
    return known;
  }

  private static <T> void put(
      Map<String, Found<T>> known, T provider, Plugin plugin, Callable<String> asked)
      throws PluginException {
    String type;
    try {
      type = LimitedCall.run("plugin-type", plugin.loader(), Discovery.LIMIT, asked);
    } catch (ExecutionException | TimeoutException _) {
      type = null;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new PluginException("interrupted while loading " + plugin.place());
    }
    if (type == null || !TYPE.matcher(type).matches()) {
      throw new PluginException(
          plugin.place()
              + ": "
              + provider.getClass().getName()
              + " states no usable type; a type is letters, digits and hyphens");
    }
    Found<T> twin = known.put(type, new Found<>(provider, plugin));
    if (twin != null) {
      throw new PluginException(
          twin.plugin.place() + " and " + plugin.place() + " both provide the type " + type);
    }
  }

  /** Whether this is a thread on which a plugin's {@code create} runs. */
  public static boolean isMaking(Thread thread) {
    return thread.getName().startsWith(MAKING);
  }

  /** All plugins, in the order of their names. */
  public List<Plugin> plugins() {
    return plugins;
  }

  /**
   * Creates an authenticator, in at most 30 s. If the environment can be closed, it is closed with
   * the authenticator.
   *
   * @param name its name in the configuration
   * @throws InvalidSettingsException if there is no such type: the message names those there are;
   *     if the plugin refuses the settings, or fails, hangs or answers nothing: then it names the
   *     plugin's file
   */
  public PluginInstance<Authenticator> createAuthenticator(
      String name, String type, Settings settings, Environment environment)
      throws InvalidSettingsException, InterruptedException {
    Found<AuthenticatorProvider> found = find(authenticators, "auth", type);
    return create(name, found, environment, () -> found.provider.create(settings, environment));
  }

  /** The same for an authorizer. */
  public PluginInstance<Authorizer> createAuthorizer(
      String name, String type, Settings settings, Environment environment)
      throws InvalidSettingsException, InterruptedException {
    Found<AuthorizerProvider> found = find(authorizers, "policy", type);
    return create(name, found, environment, () -> found.provider.create(settings, environment));
  }

  /** The same for a credential source, which is named like its type. */
  public PluginInstance<CredentialSource> createSource(
      String type, Settings settings, Environment environment)
      throws InvalidSettingsException, InterruptedException {
    Found<CredentialSourceProvider> found = find(sources, "source", type);
    return create(type, found, environment, () -> found.provider.create(settings, environment));
  }

  private <U extends AutoCloseable> PluginInstance<U> create(
      String name, Found<?> found, Environment environment, Callable<U> work)
      throws InvalidSettingsException, InterruptedException {
    AutoCloseable lent = environment instanceof AutoCloseable own ? own : () -> {};
    U made = null;
    try {
      made = made(name, found, work);
      return new PluginInstance<>(name, made, found.plugin.loader(), lent);
    } finally {
      if (made == null) {
        Plugin.closeQuietly(lent);
      }
    }
  }

  private <U> U made(String name, Found<?> found, Callable<U> work)
      throws InvalidSettingsException, InterruptedException {
    String problem;
    try {
      U made = LimitedCall.run(MAKING + name, found.plugin.loader(), limit, work);
      if (made != null) {
        return made;
      }
      problem = "created nothing";
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InvalidSettingsException told) {
        throw told;
      }
      problem = "failed: " + Redaction.describe(e.getCause());
    } catch (TimeoutException _) {
      problem = "took longer than " + limit.toSeconds() + " s";
    }
    throw new InvalidSettingsException(found.plugin.place() + ": creating " + name + " " + problem);
  }

  private static <T> Found<T> find(Map<String, Found<T>> known, String section, String type)
      throws InvalidSettingsException {
    Found<T> found = known.get(type);
    if (found == null) {
      throw new InvalidSettingsException(
          "no plugin provides the "
              + section
              + " type "
              + Redaction.mask(type, 64)
              + (known.isEmpty()
                  ? "; no plugin provides any"
                  : "; there are " + String.join(", ", new TreeSet<>(known.keySet()))));
    }
    return found;
  }

  /** Closes the plugins' class loaders; only after everything they created was closed. */
  @Override
  public void close() {
    plugins.forEach(Plugin::close);
  }
}
