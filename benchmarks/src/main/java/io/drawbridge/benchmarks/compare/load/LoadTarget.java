// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/** The one target behind every contender. It ends its connections as resets, like the clients. */
public final class LoadTarget implements AutoCloseable {
  private static final int BACKLOG = 4096;
  private static final long POLL_NANOS = 5_000_000;

  private final LoadLoop loop;
  private final ServerSocketChannel server;
  private final AtomicInteger accepted = new AtomicInteger();
  private final AtomicReference<IOException> refused = new AtomicReference<>();
  private volatile Mode mode = Mode.ECHO;

  private LoadTarget(LoadLoop loop, ServerSocketChannel server) {
    this.loop = loop;
    this.server = server;
  }

  /** What it does with a connection. */
  public enum Mode {
    /** Sends back what comes. */
    ECHO(SelectionKey.OP_READ),
    /** Reads only. */
    SINK(SelectionKey.OP_READ),
    /** Sends only; reads to notice the end. */
    SOURCE(SelectionKey.OP_READ | SelectionKey.OP_WRITE),
    /** Sends and reads. */
    BOTH(SelectionKey.OP_READ | SelectionKey.OP_WRITE);

    private final int operations;

    Mode(int operations) {
      this.operations = operations;
    }
  }

  /** Listens on a free loopback port, with a thread of its own. */
  public static LoadTarget start() throws IOException {
    ServerSocketChannel server = ServerSocketChannel.open();
    server.bind(new InetSocketAddress("127.0.0.1", 0), BACKLOG);
    LoadTarget target = new LoadTarget(LoadLoop.start("target"), server);
    target.loop.add(server, SelectionKey.OP_ACCEPT, target::accept);
    return target;
  }

  /** An error is a failure of the run that is on; the listener goes on for the next. */
  private void accept(SelectionKey key, LoadLoop on) {
    try {
      for (SocketChannel channel = server.accept(); channel != null; channel = server.accept()) {
        adopt(channel, on);
        accepted.incrementAndGet();
      }
    } catch (IOException e) {
      refused.set(e);
      // What was not accepted is still there, and would be tried without a pause.
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  private void adopt(SocketChannel channel, LoadLoop on) throws IOException {
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      channel.setOption(StandardSocketOptions.SO_LINGER, 0);
      Mode now = mode;
      on.add(channel, now.operations, now == Mode.ECHO ? new Echo() : BulkStreams::carry);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }

  /**
   * Whether all was well since it was asked last.
   *
   * @throws IOException if a connection could not be accepted, or nothing is done any more
   */
  public void check() throws IOException {
    loop.checkAlive();
    IOException e = refused.getAndSet(null);
    if (e != null) {
      throw new IOException("the target could not accept a connection", e);
    }
  }

  /** Where it listens. */
  public InetSocketAddress address() {
    try {
      return (InetSocketAddress) server.getLocalAddress();
    } catch (IOException e) {
      throw new IllegalStateException("it is open", e);
    }
  }

  /** What it does with the connections that come from now on. */
  public void become(Mode other) {
    mode = other;
  }

  /** Bytes read and not sent back, of all connections ever. */
  public long received() {
    return loop.received();
  }

  /** How many connections were ever accepted. */
  public int accepted() {
    return accepted.get();
  }

  /** How many connections are open. */
  public int open() {
    return accepted.get() - loop.broken();
  }

  /**
   * Waits until so many connections are open.
   *
   * @throws IOException if that takes too long
   */
  public void await(int connections, Duration limit) throws IOException {
    long begin = System.nanoTime();
    while (open() != connections) {
      if (System.nanoTime() - begin > limit.toNanos()) {
        throw new IOException(open() + " connections open at the target, not " + connections);
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  @Override
  public void close() throws IOException {
    loop.close();
  }
}
