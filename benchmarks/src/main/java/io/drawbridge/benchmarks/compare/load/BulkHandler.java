// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Sends as fast as it can and counts what comes: whichever its channel's interest names. */
enum BulkHandler implements Handler {
  /** It has no state. */
  ANY;

  @Override
  public void ready(SelectionKey key, LoadLoop loop) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    if (key.isReadable()) {
      int n = channel.read(loop.scratch());
      if (n < 0) {
        throw new EOFException();
      }
      loop.count(n);
    }
    if (key.isWritable()) {
      channel.write(loop.ballast());
    }
  }
}
