// SPDX-License-Identifier: Apache-2.0
/**
 * What the identity plugins promise, tried with identities made by components that are not ours:
 * other providers than GitLab, and several together.
 */
package io.drawbridge.it.identity;
