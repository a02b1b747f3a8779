// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

/**
 * Creates authorizers of one type. Found by {@link java.util.ServiceLoader} in a plugin's jar;
 * needs a public constructor without parameters.
 */
public interface AuthorizerProvider {
  /**
   * The value of {@code type} that selects this provider in a {@code [policy.NAME]} table. Letters,
   * digits and hyphens; unique among all loaded plugins.
   */
  String type();

  /**
   * Makes an authorizer. Called at the start and when a changed configuration is read; has 30 s,
   * then the start fails.
   *
   * @param settings the authorizer's table; a key that is not read is reported as unknown
   * @param environment clock, log and web client, valid as long as the authorizer
   * @throws InvalidSettingsException if the table cannot be used
   */
  Authorizer create(Settings settings, Environment environment) throws InvalidSettingsException;
}
