// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.common.HostPort;
import io.drawbridge.leg.Channels;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * A bound address: accepts connections on a thread of its own and gives each a session. An error of
 * accept, above all having no descriptor left, never ends it: it waits a little and goes on.
 * Whoever reaches the address can fill its backlog, which is the kernel's (on Linux no longer than
 * {@code net.core.somaxconn}); then their own TCP tries again (RFC 9293 §3.8.1). It empties as fast
 * as connections are accepted, and each gets a place ({@link Admission}).
 */
public final class Listener implements AutoCloseable {
  /** As long as it takes other threads to give descriptors back; doubled each time. */
  private static final long FIRST_PAUSE = TimeUnit.MILLISECONDS.toNanos(5);

  /** So that the end of a shortage is noticed before a client has given up. */
  private static final long LONGEST_PAUSE = TimeUnit.SECONDS.toNanos(1);

  /** What an accept may take that was under way; longer only where the machine stands still. */
  private static final Duration LAST_ACCEPT = Duration.ofSeconds(1);

  /** It failed to accept, at that {@link System#nanoTime}. */
  private record Failure(String why, long nanos) {}

  private final Engine engine;
  private final Frontend frontend;
  private final ServerSocketChannel server;
  private final Consumer<String> troubles;
  private final LongAdder errors = new LongAdder();
  private volatile Optional<Failure> failure = Optional.empty();
  private final AtomicBoolean closed = new AtomicBoolean();
  private final Thread thread;

  private Listener(
      Engine engine, Frontend frontend, ServerSocketChannel server, Consumer<String> troubles) {
    this.engine = engine;
    this.frontend = frontend;
    this.server = server;
    this.troubles = troubles;
    this.thread =
        Thread.ofPlatform().name("drawbridge-accept-" + frontend.name()).unstarted(this::acceptAll);
  }

  /**
   * Binds the address; nothing is accepted before {@link #start}. A Unix domain address is for the
   * user of this process only; a socket file there that nobody answers at is replaced.
   *
   * @param troubles told a line when accepting begins to fail
   * @throws IOException if the address cannot be bound, with the address in the message
   */
  public static Listener bind(Engine engine, Frontend frontend, Consumer<String> troubles)
      throws IOException {
    boolean unix = frontend.address() instanceof UnixDomainSocketAddress;
    ServerSocketChannel server =
        unix ? ServerSocketChannel.open(StandardProtocolFamily.UNIX) : ServerSocketChannel.open();
    try {
      if (frontend.address() instanceof UnixDomainSocketAddress address) {
        SocketFiles.bind(server, address, frontend.settings().backlog());
      } else {
        server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        server.bind(frontend.address(), frontend.settings().backlog());
      }
    } catch (UnresolvedAddressException e) {
      server.close();
      throw failed(frontend, "the name cannot be resolved", e);
    } catch (IOException | UnsupportedAddressTypeException e) {
      server.close();
      throw failed(frontend, e.getMessage(), e);
    }
    return new Listener(engine, frontend, server, troubles);
  }

  private static IOException failed(Frontend frontend, String why, Exception cause) {
    return new IOException(
        "listener " + frontend.name() + ": " + HostPort.text(frontend.address()) + ": " + why,
        cause);
  }

  /** Accepts from now on. */
  public void start() {
    thread.start();
  }

  /** What it is called. */
  public String name() {
    return frontend.name();
  }

  /** The configured listener. */
  public Frontend frontend() {
    return frontend;
  }

  /** Where it is bound, with the port that was chosen for port 0. */
  public SocketAddress address() throws IOException {
    return server.getLocalAddress();
  }

  /** How often accept failed. */
  public long errors() {
    return errors.sum();
  }

  /** Why it cannot accept anybody now, or could not a moment ago: no success tells that it can. */
  public Optional<String> problem() {
    return failure
        .filter(last -> System.nanoTime() - last.nanos < 2 * LONGEST_PAUSE)
        .map(last -> "listener " + name() + " accepts nobody: " + last.why);
  }

  private void acceptAll() {
    long pause = FIRST_PAUSE;
    while (server.isOpen()) {
      try {
        SocketChannel channel = server.accept();
        pause = FIRST_PAUSE;
        begin(channel);
      } catch (IOException | RuntimeException | Error e) {
        if (server.isOpen()) {
          failed(e, pause == FIRST_PAUSE);
          // Out of descriptors or threads: accepting at once again would spin.
          LockSupport.parkNanos(pause);
          pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
      }
    }
  }

  private void failed(Throwable e, boolean first) {
    try {
      errors.increment();
      failure = Optional.of(new Failure(e.getMessage(), System.nanoTime()));
      if (first) {
        troubles.accept("accepting fails, and is tried again: " + e.getMessage());
      }
    } catch (RuntimeException | Error _) {
      // Neither a log that fails nor the lack of memory for a line ends the listener.
    }
  }

  private void begin(SocketChannel channel) {
    Session session;
    InetSocketAddress source;
    try {
      source = sourceOf(channel);
      session = new Session(engine, frontend, channel, source);
    } catch (IOException _) {
      // It was reset while it waited to be accepted.
      Channels.close(channel);
      return;
    } catch (RuntimeException | Error e) {
      Channels.close(channel);
      throw e;
    }
    try {
      engine.events().accepted(frontend.name(), source);
      engine.sessions().enter(session);
      Thread.ofVirtual().name("drawbridge-session").start(session);
    } catch (RuntimeException | Error e) {
      session.cannotRun(e);
      throw e;
    }
  }

  private static InetSocketAddress sourceOf(SocketChannel channel) throws IOException {
    // A Unix domain socket has no such address: its clients are on this machine.
    return channel.getRemoteAddress() instanceof InetSocketAddress source
        ? source
        : new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  /**
   * Stops accepting; sessions go on. When it returns, none begins any more. Idempotent: another
   * process may have the address by the time of a second call.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    Channels.close(server);
    if (frontend.address() instanceof UnixDomainSocketAddress unix) {
      SocketFiles.delete(unix);
    }
    LockSupport.unpark(thread);
    if (Thread.currentThread() == thread) {
      return;
    }
    try {
      thread.join(LAST_ACCEPT.toMillis());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
