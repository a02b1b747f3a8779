// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

/**
 * Creates credential sources of one type. Found by {@link java.util.ServiceLoader} in a plugin's
 * jar; needs a public constructor without parameters.
 */
public interface CredentialSourceProvider {
  /** The word that selects this provider. Letters, digits and hyphens; unique among all plugins. */
  String type();

  /**
   * Makes a source. What it takes from the process's own environment variables is its plugin's to
   * say; a missing one is an error here and not at the first connection.
   *
   * @param settings the source's table; a key that is not read is reported as unknown
   * @param environment clock, log and web client, valid as long as the source
   * @throws InvalidSettingsException if no credential can be made with them
   */
  CredentialSource create(Settings settings, Environment environment)
      throws InvalidSettingsException;
}
