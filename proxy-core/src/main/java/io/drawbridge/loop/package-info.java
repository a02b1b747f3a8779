// SPDX-License-Identifier: Apache-2.0
/**
 * The event loop: one thread, one selector, the timers and scratch memory of the tunnels it owns.
 * Floor 1; nothing else opens a selector. A loop never blocks: no names, no plugin, no file, no
 * lock. Other threads reach it through {@code execute} alone.
 */
package io.drawbridge.loop;
