// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.Settings;

/**
 * How a plugin's object comes to be.
 *
 * @param <T> what it is
 * @param <P> what makes it
 */
public sealed interface PluginChoice<T, P> {
  /** By a provider found in the plugins' directory. */
  record ByType<T, P>(String type, Settings settings) implements PluginChoice<T, P> {}

  /** By a provider of the embedder's. */
  record ByProvider<T, P>(P provider, Settings settings) implements PluginChoice<T, P> {}

  /** It is there already. */
  record Ready<T, P>(T object) implements PluginChoice<T, P> {}
}
