// SPDX-License-Identifier: Apache-2.0
/** The proxies that are compared: how each is found, configured, started, and what it uses. */
package io.drawbridge.benchmarks.compare.contender;
