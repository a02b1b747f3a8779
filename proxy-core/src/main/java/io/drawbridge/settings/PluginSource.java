// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.auth.PluginProvider;
import io.drawbridge.auth.Settings;
import java.util.Optional;

/**
 * How a plugin's object comes to be.
 *
 * @param <T> what it is
 */
public sealed interface PluginSource<T extends AutoCloseable> {
  /** By a provider found in the plugins' directory, from a table of its own settings. */
  record ByType<T extends AutoCloseable>(String type, Settings settings)
      implements PluginSource<T> {}

  /** By a provider of the embedder's. */
  record ByProvider<T extends AutoCloseable>(PluginProvider<T> provider, Settings settings)
      implements PluginSource<T> {}

  /** It is there already; it is closed with the proxy. */
  record Ready<T extends AutoCloseable>(T object) implements PluginSource<T> {}

  /** The table it is made from, if it is. */
  default Optional<Settings> table() {
    return switch (this) {
      case ByType<T>(var _, var settings) -> Optional.of(settings);
      case ByProvider<T>(var _, var settings) -> Optional.of(settings);
      case Ready<T> _ -> Optional.empty();
    };
  }
}
