// SPDX-License-Identifier: Apache-2.0
/**
 * Plots as SVG text: bars with error bars, and latency over percentiles. Light background, colours
 * that colour-blind readers can tell apart, numbers beside the shapes. Needs only the JDK.
 */
package io.drawbridge.benchmarks.plot;
