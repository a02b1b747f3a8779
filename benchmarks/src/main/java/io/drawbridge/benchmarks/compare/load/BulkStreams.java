// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** Streams that carry as much as goes through. Counts what has arrived. */
public final class BulkStreams implements AutoCloseable {
  private final LoadLoop loop;
  private final Connections connections;
  private final LoadTarget target;

  private BulkStreams(LoadLoop loop, Connections connections, LoadTarget target) {
    this.loop = loop;
    this.connections = connections;
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
    BulkStreams bulk = new BulkStreams(LoadLoop.start("client"), connections, target);
    try {
      for (SocketChannel channel : connections.channels()) {
        bulk.loop.add(channel, direction.operations, BulkHandler.ANY);
      }
      return bulk;
    } catch (IOException e) {
      bulk.close();
      throw e;
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
    try (connections) {
      loop.close();
    }
  }
}
