// SPDX-License-Identifier: Apache-2.0
/**
 * Drawbridge as a library: {@link io.drawbridge.Proxy#builder()} says everything the configuration
 * file can. Floor 5; the only place that wires the parts together. The library never exits,
 * installs no hook or signal handler, sets no system property and prints nothing.
 */
package io.drawbridge;
