// SPDX-License-Identifier: Apache-2.0
/**
 * How the upstream leg is made: names, address rules, connecting. Floor 2; nothing else resolves
 * names. Look-ups run on a bounded pool of platform threads, because the native resolver would hold
 * the carrier of a virtual thread.
 */
package io.drawbridge.dial;
