// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

/**
 * Creates authenticators. Its type is the value of {@code type} in an {@code [auth.NAME]} table,
 * for example {@code gitlab-oidc}.
 */
public non-sealed interface AuthenticatorProvider extends PluginProvider<Authenticator> {}
