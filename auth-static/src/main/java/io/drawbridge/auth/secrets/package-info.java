// SPDX-License-Identifier: Apache-2.0
/**
 * The plugin of type {@code static}: a job proves itself with a secret from a protected CI
 * variable. It is also the example that an integrator copies: a provider that reads settings, and
 * an authenticator that answers. Stands on the plugin interface alone, starts no thread, and is
 * called concurrently by the gateway's.
 */
package io.drawbridge.auth.secrets;
