// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

/**
 * An authenticator or authorizer of the configuration.
 *
 * @param name its name there
 * @param object what the plugin, or an embedder, made
 * @param loader the context class loader for its calls; {@code null} for the thread's own
 * @param lent closed after the object: the environment it was made with
 */
public record PluginInstance<T extends AutoCloseable>(
    String name, T object, ClassLoader loader, AutoCloseable lent) {
  /** One that an embedder made, without an environment of the gateway's. */
  public static <T extends AutoCloseable> PluginInstance<T> ready(String name, T object) {
    return new PluginInstance<>(name, object, null, () -> {});
  }

  /** Closes the object, and what it was lent even if that fails. */
  public AutoCloseable closing() {
    return () -> {
      try {
        object.close();
      } finally {
        lent.close();
      }
    };
  }
}
