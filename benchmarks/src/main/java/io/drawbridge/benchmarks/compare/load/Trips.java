// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.IOException;

/** Small messages that come back, and how long each took. */
public interface Trips extends AutoCloseable {
  /** From now on latencies count. */
  void record();

  /**
   * How many messages have come back since the start, latencies recorded or not.
   *
   * @throws IOException if a connection has broken
   */
  long trips() throws IOException;

  /**
   * Ends it.
   *
   * @return the latencies since {@link #record}
   * @throws IOException if connections broke, or messages did not come back
   */
  LatencyHistogram end() throws IOException;

  @Override
  void close() throws IOException;
}
