// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.EOFException;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Streams that carry as much as goes through. Counts what has arrived. */
public final class BulkStreams implements AutoCloseable {
  private final LoadLoop loop;
  private final LoadTarget target;

  private BulkStreams(LoadLoop loop, LoadTarget target) {
    this.loop = loop;
    this.target = target;
  }

  /** Which way the bytes go, seen from the client. */
  public enum Direction {
    /** From the target to the client. */
    DOWN(LoadTarget.Mode.SOURCE, SelectionKey.OP_READ),
    /** From the client to the target. */
    UP(LoadTarget.Mode.SINK, SelectionKey.OP_READ | SelectionKey.OP_WRITE),
    /** Both at once. */
    BOTH(LoadTarget.Mode.BOTH, SelectionKey.OP_READ | SelectionKey.OP_WRITE);

    private final LoadTarget.Mode mode;
    private final int operations;

    Direction(LoadTarget.Mode mode, int operations) {
      this.mode = mode;
      this.operations = operations;
    }
  }

  /** Opens the streams; they carry from now on. */
  public static BulkStreams start(
      Entrance entrance, LoadTarget target, Direction direction, int streams) throws IOException {
    Connections connections = Connections.open(entrance, target, direction.mode, streams);
    return new BulkStreams(connections.run(direction.operations, _ -> BulkStreams::carry), target);
  }

  /** Sends as fast as it can and counts what comes: whichever the channel's interest names. */
  static void carry(SelectionKey key, LoadLoop loop) throws IOException {
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

  /**
   * Bytes that have arrived at either end.
   *
   * @throws IOException if a stream has broken
   */
  public long bytes() throws IOException {
    loop.check();
    return loop.received() + target.received();
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}
