// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import io.drawbridge.auth.AuthenticatorProvider;
import io.drawbridge.auth.AuthorizerProvider;
import io.drawbridge.auth.CredentialSourceProvider;
import java.nio.file.Path;
import java.util.List;

/**
 * A loaded plugin.
 *
 * @param name the name of its jar or directory, without {@code .jar}
 * @param path where it was loaded from; empty for one that an embedder passed as objects
 * @param version what its manifest says; empty if it says nothing
 * @param authenticators its providers of authenticators
 * @param authorizers its providers of authorizers
 * @param sources its providers of credential sources
 * @param loader what its classes come from
 */
public record Plugin(
    String name,
    Path path,
    String version,
    List<AuthenticatorProvider> authenticators,
    List<AuthorizerProvider> authorizers,
    List<CredentialSourceProvider> sources,
    ClassLoader loader) {
  /** Copies the lists. */
  public Plugin {
    authenticators = List.copyOf(authenticators);
    authorizers = List.copyOf(authorizers);
    sources = List.copyOf(sources);
  }

  /** Providers that an embedder passes as objects, without a jar. */
  public static Plugin embedded(
      String name,
      List<AuthenticatorProvider> authenticators,
      List<AuthorizerProvider> authorizers) {
    ClassLoader loader =
        !authenticators.isEmpty()
            ? authenticators.getFirst().getClass().getClassLoader()
            : !authorizers.isEmpty()
                ? authorizers.getFirst().getClass().getClassLoader()
                : Plugin.class.getClassLoader();
    return new Plugin(name, Path.of(""), "", authenticators, authorizers, List.of(), loader);
  }

  /** What a message calls it: its path, or its name if it has none. */
  String place() {
    return path.toString().isEmpty() ? "plugin " + name : path.toString();
  }

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
