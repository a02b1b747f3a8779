// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

/**
 * Creates authenticators of one type. Found by {@link java.util.ServiceLoader} in a plugin's jar;
 * needs a public constructor without parameters.
 */
public interface AuthenticatorProvider {
  /**
   * The value of {@code type} that selects this provider in an {@code [auth.NAME]} table, for
   * example {@code gitlab-oidc}. Letters, digits and hyphens; unique among all loaded plugins.
   */
  String type();

  /**
   * Makes an authenticator. Called at the start and when a changed configuration is read; has 30 s,
   * then the start fails.
   *
   * @param settings the authenticator's table; a key that is not read is reported as unknown
   * @param environment clock, log and web client, valid as long as the authenticator
   * @throws InvalidSettingsException if the table cannot be used; the start is refused and the
   *     message, which names file and key, is shown
   */
  Authenticator create(Settings settings, Environment environment) throws InvalidSettingsException;
}
