// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Authorizer;
import io.drawbridge.auth.CredentialSource;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.PluginProvider;
import io.drawbridge.auth.Settings;
import io.drawbridge.common.Misspelling;
import io.drawbridge.guard.LimitedCall;
import io.drawbridge.guard.PluginInstance;
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

/** The providers of all plugins, by type. Immutable. */
public final class Providers implements AutoCloseable {
  private static final String MAKING = "plugin-create-";

  private final List<Plugin> plugins;
  private final Duration limit;
  private final Map<String, Found<Authenticator>> authenticators;
  private final Map<String, Found<Authorizer>> authorizers;
  private final Map<String, Found<CredentialSource>> sources;

  /** A provider, what a message calls its plugin, and the context class loader for its calls. */
  private record Found<T extends AutoCloseable>(
      PluginProvider<T> provider, String place, ClassLoader loader) {}

  /**
   * Providers of these plugins.
   *
   * @throws PluginException if two provide the same type
   */
  public Providers(List<Plugin> plugins) throws PluginException {
    this(plugins, Discovery.LIMIT);
  }

  Providers(List<Plugin> plugins, Duration limit) throws PluginException {
    this.plugins = List.copyOf(plugins);
    this.limit = limit;
    authenticators = index(plugins, Plugin::authenticators);
    authorizers = index(plugins, Plugin::authorizers);
    sources = index(plugins, Plugin::sources);
  }

  private static <T extends AutoCloseable> Map<String, Found<T>> index(
      List<Plugin> plugins, Function<Plugin, Map<String, ? extends PluginProvider<T>>> providers)
      throws PluginException {
    Map<String, Found<T>> known = new LinkedHashMap<>();
    for (Plugin plugin : plugins) {
      String place = plugin.path().toString();
      for (var each : providers.apply(plugin).entrySet()) {
        Found<T> twin =
            known.put(each.getKey(), new Found<>(each.getValue(), place, plugin.loader()));
        if (twin != null) {
          throw new PluginException(
              twin.place + " and " + place + " both provide the type " + each.getKey());
        }
      }
    }
    return known;
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
    var found = find(authenticators, "auth", type, why -> settings.invalid("type", why));
    return create(name, found, settings, environment, limit);
  }

  /** The same for an authorizer. */
  public PluginInstance<Authorizer> createAuthorizer(
      String name, String type, Settings settings, Environment environment)
      throws InvalidSettingsException, InterruptedException {
    var found = find(authorizers, "policy", type, why -> settings.invalid("type", why));
    return create(name, found, settings, environment, limit);
  }

  /** The same for a credential source, which is named like its type. */
  public PluginInstance<CredentialSource> createSource(
      String type, Settings settings, Environment environment)
      throws InvalidSettingsException, InterruptedException {
    var found = find(sources, "source", type, InvalidSettingsException::new);
    return create(type, found, settings, environment, limit);
  }

  /** The same by a provider of an embedder's own, whatever its type. */
  public static <T extends AutoCloseable> PluginInstance<T> create(
      String name, PluginProvider<T> provider, Settings settings, Environment environment)
      throws InvalidSettingsException, InterruptedException {
    ClassLoader loader = provider.getClass().getClassLoader();
    Found<T> own = new Found<>(provider, "plugin " + name, loader);
    return create(name, own, settings, environment, Discovery.LIMIT);
  }

  private static <T extends AutoCloseable> PluginInstance<T> create(
      String name, Found<T> found, Settings settings, Environment environment, Duration limit)
      throws InvalidSettingsException, InterruptedException {
    AutoCloseable lent = environment instanceof AutoCloseable own ? own : () -> {};
    T made = null;
    try {
      made = made(name, found, limit, () -> found.provider.create(settings, environment));
      return new PluginInstance<>(name, made, found.loader, lent);
    } finally {
      if (made == null) {
        Plugin.closeQuietly(lent);
      }
    }
  }

  private static <T> T made(String name, Found<?> found, Duration limit, Callable<T> work)
      throws InvalidSettingsException, InterruptedException {
    String problem;
    try {
      T made = LimitedCall.run(MAKING + name, found.loader, limit, work);
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
    throw new InvalidSettingsException(found.place + ": creating " + name + " " + problem);
  }

  private static <T extends AutoCloseable> Found<T> find(
      Map<String, Found<T>> known,
      String section,
      String type,
      Function<String, InvalidSettingsException> told)
      throws InvalidSettingsException {
    Found<T> found = known.get(type);
    if (found == null) {
      throw told.apply(
          "no plugin provides the "
              + section
              + " type "
              + Redaction.mask(type, 64)
              + (known.isEmpty()
                  ? "; no plugin provides any"
                  : "; there are " + String.join(", ", new TreeSet<>(known.keySet())))
              + Misspelling.hint(type, known.keySet()));
    }
    return found;
  }

  /** Closes the plugins' class loaders; only after everything they created was closed. */
  @Override
  public void close() {
    plugins.forEach(Plugin::close);
  }
}
