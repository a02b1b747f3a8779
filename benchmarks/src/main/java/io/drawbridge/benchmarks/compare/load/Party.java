// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;

/** One end of a connection, on its loop's thread. */
interface Party {
  /** Its channel can do what it waits for. An exception closes the channel. */
  void ready(SelectionKey key, LoadLoop loop) throws IOException;
}
