// SPDX-License-Identifier: Apache-2.0
/**
 * What the identity plugins promise, tried with identities made by components that are not ours.
 */
package io.drawbridge.it.identity;
