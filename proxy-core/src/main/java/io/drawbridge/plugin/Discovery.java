// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.AuthorizerProvider;
import io.drawbridge.auth.CredentialSourceProvider;
import io.drawbridge.auth.PluginProvider;
import io.drawbridge.guard.LimitedCall;
import io.drawbridge.guard.Redaction;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** Finds and constructs the providers that a plugin's services files name. */
final class Discovery {
  /** A plugin may read files and link large libraries; at a start somebody waits for it. */
  static final Duration LIMIT = Duration.ofSeconds(30);

  /** Chosen: a services file that names more is no list of a plugin. */
  private static final int MAX_PROVIDERS = 100;

  private static final Pattern TYPE = Pattern.compile("[A-Za-z0-9-]{1,64}");

  private Discovery() {}

  /** The plugin, with what was found in that time. */
  static Plugin in(ClassLoader loader, String name, Path place, String version, Duration limit)
      throws PluginException {
    try {
      Plugin found =
          LimitedCall.run(
              "plugin-load-" + place.getFileName(),
              loader,
              limit,
              () -> search(loader, name, place, version));
      if (found.authenticators().isEmpty()
          && found.authorizers().isEmpty()
          && found.sources().isEmpty()) {
        throw new PluginException(
            place
                + " has no provider: META-INF/services/io.drawbridge.auth.AuthenticatorProvider"
                + " (or AuthorizerProvider, CredentialSourceProvider) is missing or empty");
      }
      return found;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof PluginException told) {
        throw told;
      }
      throw new PluginException(
          place + " cannot be loaded (" + e.getCause().getClass().getName() + ")");
    } catch (TimeoutException _) {
      throw new PluginException(
          place + " took longer than " + limit.toSeconds() + " s to construct its providers");
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new PluginException("interrupted while loading " + place);
    }
  }

  private static Plugin search(ClassLoader loader, String name, Path place, String version)
      throws PluginException {
    return new Plugin(
        name,
        place,
        version,
        all(AuthenticatorProvider.class, loader, place),
        all(AuthorizerProvider.class, loader, place),
        all(CredentialSourceProvider.class, loader, place),
        loader);
  }

  /** Both steps of the iterator may fail, and after a failure it may never advance. */
  private static <P extends PluginProvider<?>> Map<String, P> all(
      Class<P> kind, ClassLoader loader, Path place) throws PluginException {
    Map<String, P> found = new LinkedHashMap<>();
    Iterator<P> iterator = ServiceLoader.load(kind, loader).iterator();
    try {
      while (iterator.hasNext()) {
        P provider = iterator.next();
        String type = type(provider, place);
        if (found.put(type, provider) != null) {
          throw new PluginException(place + " provides the type " + type + " twice");
        }
        if (found.size() > MAX_PROVIDERS) {
          throw new PluginException(place + " names more than " + MAX_PROVIDERS + " providers");
        }
      }
    } catch (ServiceConfigurationError e) {
      // Its own message names service and class; its cause's may hold anything.
      String cause = e.getCause() == null ? "" : " (" + e.getCause().getClass().getName() + ")";
      throw new PluginException(place + ": " + Redaction.mask(e.getMessage()) + cause);
    } catch (LinkageError e) {
      throw new PluginException(
          place
              + ": a provider does not fit this gateway or misses a class ("
              + e.getClass().getName()
              + ")");
    }
    return Collections.unmodifiableMap(found);
  }

  private static String type(PluginProvider<?> provider, Path place) throws PluginException {
    String type;
    try {
      type = provider.type();
    } catch (Throwable _) {
      type = null;
    }
    if (type == null || !TYPE.matcher(type).matches()) {
      throw new PluginException(
          place
              + ": "
              + provider.getClass().getName()
              + " states no usable type; a type is letters, digits and hyphens");
    }
    return type;
  }
}
