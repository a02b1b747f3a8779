// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A bound address: accepts connections on a thread of its own and gives each a session. An error of
 * accept, above all having no descriptor left, never ends it: it waits a little and goes on.
 */
public final class Listener implements AutoCloseable {
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  private final Engine engine;
  private final Front front;
  private final ServerSocketChannel server;
  private final LongAdder errors = new LongAdder();
  private final Thread thread;

  private Listener(Engine engine, Front front, ServerSocketChannel server) {
    this.engine = engine;
    this.front = front;
    this.server = server;
    this.thread =
        Thread.ofPlatform().name("drawbridge-accept-" + front.name()).unstarted(this::acceptAll);
  }

  /**
   * Binds the address; nothing is accepted before {@link #start}.
   *
   * @throws IOException if the address cannot be bound, with the address in the message
   */
  public static Listener bind(Engine engine, Front front) throws IOException {
    boolean unix = front.address() instanceof UnixDomainSocketAddress;
    ServerSocketChannel server =
        unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
    try {
      if (!unix) {
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      }
      server.bind(front.address(), front.backlog());
    } catch (IOException e) {
      server.close();
      throw new IOException(
          "listener " + front.name() + ": " + front.address() + ": " + e.getMessage(), e);
    }
    return new Listener(engine, front, server);
  }

  /** Accepts from now on. */
  public void start() {
    thread.start();
  }

  /** The configured listener. */
  public Front front() {
    return front;
  }

  /** Where it is bound, with the port that was chosen for port 0. */
  public SocketAddress address() throws IOException {
    return server.getLocalAddress();
  }

  /** How often accept failed. */
  public long errors() {
    return errors.sum();
  }

  private void acceptAll() {
    long pause = FIRST_PAUSE;
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        pause = FIRST_PAUSE;
        begin(channel);
      } catch (ClosedChannelException _) {
        return;
      } catch (IOException | RuntimeException | OutOfMemoryError _) {
        // Out of descriptors or threads: accepting at once again would spin.
        errors.increment();
        LockSupport.parkNanos(pause);
        pause = Math.min(2 * pause, LONGEST_PAUSE);
      }
    }
  }

  private void begin(SocketChannel channel) throws IOException {
    InetSocketAddress source = sourceOf(channel);
    Session session = new Session(engine, front, channel, source);
    if (!engine.sessions().enter(session)) {
      engine.journal().dropped(front.name(), source);
      Channels.close(channel);
      return;
    }
    engine.journal().accepted(front.name(), source);
    try {
      Thread.ofVirtual().name("drawbridge-session").start(session);
    } catch (RuntimeException | OutOfMemoryError e) {
      engine.sessions().leave(session);
      Channels.close(channel);
      throw e;
    }
  }

  private static InetSocketAddress sourceOf(SocketChannel channel) throws IOException {
    try {
      if (channel.getRemoteAddress() instanceof InetSocketAddress source) {
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        return source;
      }
      // A Unix domain socket: its clients are on this machine.
      return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    } catch (IOException e) {
      Channels.close(channel);
      throw e;
    }
  }

  /** Stops accepting; sessions go on. Idempotent. */
  @Override
  public void close() {
    Channels.close(server);
    if (front.address() instanceof UnixDomainSocketAddress unix) {
      try {
        Files.deleteIfExists(unix.getPath());
      } catch (IOException _) {
        // The file stays; the next start says so when it cannot bind.
        errors.increment();
      }
    }
  }
}
