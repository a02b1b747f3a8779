// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.IOException;

/** Small messages that come back, and how long each took. */
public interface Trips extends AutoCloseable {
  /** From now on latencies count. */
  void record();

  /** How many messages have come back since the start. */
  long trips();

  /**
   * Ends it.
   *
   * @return the latencies since {@link #record}
   * @throws IOException if connections broke
   */
  Histogram end() throws IOException;

  @Override
  void close() throws IOException;
}
