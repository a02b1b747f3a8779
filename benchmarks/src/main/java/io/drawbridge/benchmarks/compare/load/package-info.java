// SPDX-License-Identifier: Apache-2.0
/** The load: one generator for every contender, and the target behind them. */
package io.drawbridge.benchmarks.compare.load;
