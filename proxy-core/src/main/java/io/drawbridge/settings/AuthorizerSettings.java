// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import io.drawbridge.auth.Authorizer;

/**
 * One external authorizer, a table {@code policy.NAME}; all of them must grant.
 *
 * @param name what messages call it
 * @param source how it comes to be
 */
public record AuthorizerSettings(String name, PluginSource<Authorizer> source) {}
