// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.AuthorizerProvider;
import io.drawbridge.auth.CredentialSourceProvider;
import java.nio.file.Path;
import java.util.Map;

/**
 * A loaded plugin.
 *
 * @param name the name of its jar or directory, without {@code .jar}
 * @param path where it was loaded from
 * @param version what its manifest says; empty if it says nothing
 * @param authenticators its providers of authenticators by type, in the order of its services file
 * @param authorizers those of authorizers
 * @param sources those of credential sources
 * @param loader what its classes come from
 */
public record Plugin(
    String name,
    Path path,
    String version,
    Map<String, AuthenticatorProvider> authenticators,
    Map<String, AuthorizerProvider> authorizers,
    Map<String, CredentialSourceProvider> sources,
    ClassLoader loader) {
  /** Gives the files of its class loader back; only after its last object was closed. */
  void close() {
    if (loader instanceof PluginClassLoader own) {
      closeQuietly(own);
    }
  }

  static void closeQuietly(AutoCloseable resource) {
    try {
      resource.close();
    } catch (Exception _) {
      // Files that were only read, or connections that nobody uses: there is nothing to lose.
      return;
    }
  }
}
