// SPDX-License-Identifier: Apache-2.0
/**
 * Health, readiness and metrics over HTTP on loopback. Floor 4. A thread of its own accepts; each
 * connection is answered on a virtual thread, a bounded number at a time.
 */
package io.drawbridge.admin;
