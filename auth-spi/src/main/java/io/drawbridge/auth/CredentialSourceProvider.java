// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

/**
 * Creates credential sources. What one takes from the process's own environment variables is its
 * plugin's to say; a missing one is an error in {@link #create} and not at the first connection.
 */
public non-sealed interface CredentialSourceProvider extends PluginProvider<CredentialSource> {}
