// SPDX-License-Identifier: Apache-2.0
/**
 * Drawbridge beside HAProxy and nginx: the same load, the same machine, the same run, turn by turn.
 * Installs nothing; a rival that is not there is said to be missing.
 */
package io.drawbridge.benchmarks.compare;
