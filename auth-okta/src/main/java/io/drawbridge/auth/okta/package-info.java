// SPDX-License-Identifier: Apache-2.0
/**
 * The plugin of type {@code okta}: somebody proves themselves with an access token of an Okta
 * custom authorization server, and Okta can be asked whether it was revoked since. Stands on the
 * plugin interface and the shared token verifier.
 *
 * <p>Threads: called concurrently by the gateway's pools, authentication and liveness on separate
 * ones. Starts none itself, except the key set's short fetches.
 */
package io.drawbridge.auth.okta;
