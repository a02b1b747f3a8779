// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A new connection, one byte there and back, a reset. */
public final class ByteVisit implements Visits.Visit {
  private final Entrance entrance;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(Entrance.LONGEST_ANSWER);

  /** Through an entrance. */
  public ByteVisit(Entrance entrance) {
    this.entrance = entrance;
  }

  @Override
  public void make() throws IOException {
    try (SocketChannel channel = entrance.enter(scratch)) {
      channel.write(scratch.clear().limit(1));
      if (channel.read(scratch.clear()) != 1) {
        throw new EOFException("the byte did not come back");
      }
    }
  }
}
