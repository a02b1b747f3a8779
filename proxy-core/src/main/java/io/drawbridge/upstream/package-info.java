// SPDX-License-Identifier: Apache-2.0
/**
 * The named services that may be reached. Floor 1; immutable values. A client asks for a name,
 * never for an address.
 */
package io.drawbridge.upstream;
