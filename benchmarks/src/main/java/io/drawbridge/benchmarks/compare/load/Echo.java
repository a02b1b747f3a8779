// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Sends back what comes, in order; reads no further while the other side does not take it. */
final class Echo implements LoadLoop.Handler {
  private ByteBuffer pending;

  @Override
  public void ready(SelectionKey key, LoadLoop loop) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    if (pending != null) {
      channel.write(pending);
      if (!pending.hasRemaining()) {
        pending = null;
        key.interestOps(SelectionKey.OP_READ);
      }
      return;
    }
    ByteBuffer bytes = loop.scratch();
    if (channel.read(bytes) < 0) {
      throw new EOFException();
    }
    channel.write(bytes.flip());
    if (bytes.hasRemaining()) {
      pending = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
      key.interestOps(SelectionKey.OP_WRITE);
    }
  }
}
