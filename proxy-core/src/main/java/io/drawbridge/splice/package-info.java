// SPDX-License-Identifier: Apache-2.0
/**
 * Moves bytes from socket to socket inside the kernel: {@code splice(2)} through pooled pipes,
 * called by the JDK's own foreign-function interface. Everything here may be unavailable (another
 * system, no native access, no descriptor): then there is no pipe, and whoever asked copies. Floor
 * 1; the only place that calls native code or looks into the JDK's channels.
 */
package io.drawbridge.splice;
