// SPDX-License-Identifier: Apache-2.0
/**
 * Health, readiness and metrics over HTTP on loopback. Floor 4. A thread of its own accepts, and a
 * bounded number of others answer: none that sessions need.
 */
package io.drawbridge.admin;
