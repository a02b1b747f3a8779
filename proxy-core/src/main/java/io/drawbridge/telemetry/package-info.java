// SPDX-License-Identifier: Apache-2.0
/**
 * Counters, gauges and histograms, written as Prometheus text. Floor 2. No thread of its own: it is
 * told by whoever does the work, and read by whoever asks.
 */
package io.drawbridge.telemetry;
