// SPDX-License-Identifier: Apache-2.0
/**
 * Calls into foreign code that cannot harm the caller: a bounded pool of platform threads for each
 * plugin object (a plugin that spins on a virtual thread would hold its carrier), a deadline on
 * each call, quarantine after several faults, texts with what looks like a secret masked, and whom
 * a stranger counts as where sources have shares. Floor 1.
 */
package io.drawbridge.guard;
