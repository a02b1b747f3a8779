// SPDX-License-Identifier: Apache-2.0
/** Identities of other providers than GitLab, and of several together. */
package io.drawbridge.it.identity;
