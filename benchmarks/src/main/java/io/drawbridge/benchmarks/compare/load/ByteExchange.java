// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import io.drawbridge.benchmarks.compare.contender.Watchdog;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A new connection, one byte there and back, a reset; all within {@link Watchdog#LIMIT}. */
public final class ByteExchange implements ConnectionLoad.Exchange {
  private final Entrance entrance;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(Entrance.LONGEST_ANSWER);

  /** Through an entrance. */
  public ByteExchange(Entrance entrance) {
    this.entrance = entrance;
  }

  @Override
  public void make() throws IOException {
    try (SocketChannel channel = entrance.enter(scratch);
        Watchdog.Watch _ = Watchdog.watch(channel)) {
      channel.write(scratch.clear().limit(1));
      if (channel.read(scratch.clear()) != 1) {
        throw new EOFException("the byte did not come back");
      }
    }
  }
}
