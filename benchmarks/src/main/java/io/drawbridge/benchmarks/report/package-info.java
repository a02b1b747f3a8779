// SPDX-License-Identifier: Apache-2.0
/**
 * What is done with JMH's results: kept with the machine they are from, compared, drawn, and held
 * against a bound. {@link io.drawbridge.benchmarks.report.Main} is its command line.
 */
package io.drawbridge.benchmarks.report;
