// SPDX-License-Identifier: Apache-2.0
/**
 * Plugins: their class loaders, the guarded calls into them, the memory of what they verified and
 * the liveness polls. Floor 2; the only package that touches class loaders and ServiceLoader. Every
 * call into a plugin runs on a bounded pool of platform threads with a deadline, because a plugin
 * that spins on a virtual thread would hold its carrier.
 */
package io.drawbridge.plugin;
