// SPDX-License-Identifier: Apache-2.0
/**
 * Health, readiness and metrics over HTTP on loopback. Floor 4. The JDK's server accepts on a
 * thread of its own; each exchange runs on a virtual thread, a bounded number at a time.
 */
package io.drawbridge.admin;
