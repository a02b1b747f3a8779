// SPDX-License-Identifier: Apache-2.0
/** Counters, gauges and histograms, written as Prometheus text. Floor 2. */
package io.drawbridge.telemetry;
