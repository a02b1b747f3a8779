// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import java.io.IOException;
import java.util.List;

/** One kind of load, in all its variants. */
interface Work {
  /** All, in the order in which they are done. */
  static List<Work> all() {
    return List.of(
        new BulkWork(),
        new PingPongWork(),
        new ConnectionsWork(),
        new TlsWork(),
        new IdleWork(),
        new GrowthWork());
  }

  static List<String> names() {
    return all().stream().map(Work::name).toList();
  }

  /** Its name on the command line. */
  String name();

  /** Starts the contenders, measures every variant, states the goals. */
  void measure(Harness harness) throws IOException;
}
