// SPDX-License-Identifier: Apache-2.0
/** Health, readiness and metrics over HTTP on loopback. Floor 4. */
package io.drawbridge.admin;
