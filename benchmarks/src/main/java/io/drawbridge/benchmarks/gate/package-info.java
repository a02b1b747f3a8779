// SPDX-License-Identifier: Apache-2.0
/** Holds the promise that relaying allocates nothing against what JMH measures. */
package io.drawbridge.benchmarks.gate;
