// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.auth.Settings;
import java.util.Optional;

/**
 * How a plugin's object comes to be.
 *
 * @param <T> what it is
 * @param <P> what makes it
 */
public sealed interface PluginSource<T, P> {
  /** By a provider found in the plugins' directory, from a table of its own settings. */
  record ByType<T, P>(String type, Settings settings) implements PluginSource<T, P> {}

  /** By a provider of the embedder's. */
  record ByProvider<T, P>(P provider, Settings settings) implements PluginSource<T, P> {}

  /** It is there already; it is closed with the proxy. */
  record Ready<T, P>(T object) implements PluginSource<T, P> {}

  /** The table it is made from, if it is. */
  default Optional<Settings> table() {
    return switch (this) {
      case ByType<T, P>(var _, var settings) -> Optional.of(settings);
      case ByProvider<T, P>(var _, var settings) -> Optional.of(settings);
      case Ready<T, P> _ -> Optional.empty();
    };
  }
}
