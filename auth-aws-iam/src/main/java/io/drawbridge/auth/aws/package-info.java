// SPDX-License-Identifier: Apache-2.0
/**
 * The plugin of type {@code aws-iam}: a job proves its AWS role, either with a token that AWS
 * signed for it, or with a signed question that AWS answers only for whoever holds the role's key.
 * Stands on the plugin interface and the shared token verifier.
 *
 * <p>Threads: called concurrently by the gateway's pools. Starts none itself, except the key sets'
 * short fetches.
 */
package io.drawbridge.auth.aws;
