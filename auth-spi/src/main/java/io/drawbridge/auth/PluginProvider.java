// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

/**
 * Creates a plugin's objects of one type. Found by {@link java.util.ServiceLoader} in a plugin's
 * jar under the name of its kind; needs a public constructor without parameters.
 *
 * @param <T> what it makes
 */
public sealed interface PluginProvider<T extends AutoCloseable>
    permits AuthenticatorProvider, AuthorizerProvider, CredentialSourceProvider {
  /**
   * The word that selects this provider. Letters, digits and hyphens; unique among all loaded
   * plugins' providers of its kind. Asked once, while the plugin is loaded.
   */
  String type();

  /**
   * Makes one. Called at the start and when a changed configuration is read; has 30 s, then the
   * start fails.
   *
   * @param settings its table; a key that is not read is reported as unknown
   * @param environment clock, log and web client, valid as long as what is made
   * @throws InvalidSettingsException if the table cannot be used; the start is refused and the
   *     message, which names file and key, is shown
   */
  T create(Settings settings, Environment environment) throws InvalidSettingsException;
}
