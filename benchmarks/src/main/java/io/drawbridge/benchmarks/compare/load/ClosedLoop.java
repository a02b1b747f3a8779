// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Each connection sends its next message when the last has come back. What is under way when it
 * ends is not in its latencies: {@link OpenLoop} tells those that nothing is left out of.
 */
public final class ClosedLoop implements Trips {
  private final LoadLoop loop;
  private final Connections connections;
  private final LatencyHistogram histogram = new LatencyHistogram();
  private final AtomicLong trips = new AtomicLong();
  private final ByteBuffer message;
  private volatile boolean recording;

  private ClosedLoop(LoadLoop loop, Connections connections, int size) {
    this.loop = loop;
    this.connections = connections;
    message = ByteBuffer.allocateDirect(size);
  }

  /** Opens the connections; they run from now on. */
  public static ClosedLoop start(Entrance entrance, LoadTarget target, int size, int connections)
      throws IOException {
    Connections opened = Connections.open(entrance, target, LoadTarget.Mode.ECHO, connections);
    ClosedLoop closed = new ClosedLoop(LoadLoop.start("client"), opened, size);
    try {
      for (SocketChannel channel : opened.channels()) {
        closed.add(channel);
      }
      return closed;
    } catch (IOException e) {
      closed.close();
      throw e;
    }
  }

  private void add(SocketChannel channel) throws IOException {
    // Its own buffer: the loop's thread already uses the other one.
    channel.write(ByteBuffer.allocate(message.capacity()));
    loop.add(channel, SelectionKey.OP_READ, new Player());
  }

  private final class Player implements Handler {
    private int missing = message.capacity();
    private long sent = System.nanoTime();

    @Override
    public void ready(SelectionKey key, LoadLoop on) throws IOException {
      SocketChannel channel = (SocketChannel) key.channel();
      int n = channel.read(on.scratch().limit(missing));
      if (n < 0) {
        throw new EOFException();
      }
      missing -= n;
      if (missing == 0) {
        long now = System.nanoTime();
        if (recording) {
          histogram.record(now - sent);
        }
        trips.setOpaque(trips.getPlain() + 1);
        missing = message.capacity();
        sent = now;
        channel.write(message.clear());
      }
    }
  }

  @Override
  public void record() {
    recording = true;
  }

  @Override
  public long trips() throws IOException {
    loop.check();
    return trips.getOpaque();
  }

  @Override
  public LatencyHistogram end() throws IOException {
    close();
    loop.check();
    return histogram;
  }

  @Override
  public void close() throws IOException {
    try (connections) {
      loop.close();
    }
  }
}
