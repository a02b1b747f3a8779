// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

/** Creates authorizers. Its type is the value of {@code type} in a {@code [policy.NAME]} table. */
public non-sealed interface AuthorizerProvider extends PluginProvider<Authorizer> {}
