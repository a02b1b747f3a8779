// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/** What is done at one end of a connection, on its loop's thread. */
interface Handler {
  /**
   * Its channel can do what it waits for. An {@link IOException} closes the channel, which counts
   * as broken; anything else ends the loop as a failure.
   */
  void ready(SelectionKey key, LoadLoop loop) throws IOException;
}
