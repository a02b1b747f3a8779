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
  private final LatencyHistogram histogram = new LatencyHistogram();
  private final AtomicLong trips = new AtomicLong();
  private final ByteBuffer message;
  private volatile boolean recording;

  private ClosedLoop(Connections connections, int size) throws IOException {
    message = ByteBuffer.allocateDirect(size);
    loop = connections.run(SelectionKey.OP_WRITE, _ -> new Player());
  }

  /** Opens the connections; they run from now on. */
  public static ClosedLoop start(Entrance entrance, LoadTarget target, int size, int number)
      throws IOException {
    return new ClosedLoop(Connections.open(entrance, target, LoadTarget.Mode.ECHO, number), size);
  }

  private final class Player implements LoadLoop.Handler {
    private int missing;
    private long sent;

    @Override
    public void ready(SelectionKey key, LoadLoop on) throws IOException {
      SocketChannel channel = (SocketChannel) key.channel();
      if (key.isWritable()) {
        // The first message.
        key.interestOps(SelectionKey.OP_READ);
        send(channel, System.nanoTime());
        return;
      }
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
        send(channel, now);
      }
    }

    private void send(SocketChannel channel, long now) throws IOException {
      missing = message.capacity();
      sent = now;
      channel.write(message.clear());
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
    loop.close();
  }
}
