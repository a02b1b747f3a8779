// SPDX-License-Identifier: Apache-2.0
/**
 * The plugin of type {@code gitlab-oidc}: a GitLab job proves itself with an ID token, and GitLab
 * is asked whether the job still runs. Stands on the plugin interface and the shared token
 * verifier.
 *
 * <p>Threads: called concurrently by the gateway's pools, authentication and liveness on separate
 * ones. Starts none itself, except the key set's short fetches.
 */
package io.drawbridge.auth.gitlab;
