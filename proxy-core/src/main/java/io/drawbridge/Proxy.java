// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.admin.AdminServer;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.session.Listener;
import io.drawbridge.session.Sessions;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A running proxy. It accepts until {@link #drain} or {@link #close}. Safe for concurrent use.
 *
 * <p>Several proxies may run in one process; each has its own threads, and ends all of them.
 */
public final class Proxy implements AutoCloseable {
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  private final List<Listener> listeners;
  private final Sessions sessions;
  private final Optional<AdminServer> admin;
  private final Supplier<List<String>> problems;
  private final Closing closing;
  private boolean closed;

  Proxy(
      List<Listener> listeners,
      Sessions sessions,
      Optional<AdminServer> admin,
      Supplier<List<String>> problems,
      Closing closing) {
    this.listeners = List.copyOf(listeners);
    this.sessions = sessions;
    this.admin = admin;
    this.problems = problems;
    this.closing = closing;
  }

  /** Begins to say what a proxy is to be. */
  public static ProxyBuilder builder() {
    return new ProxyBuilder();
  }

  /**
   * Where a listener is bound, with the port that was chosen for port 0.
   *
   * @throws NoSuchElementException if there is no such listener
   */
  public SocketAddress address(String listener) {
    for (Listener each : listeners) {
      if (each.front().name().equals(listener)) {
        try {
          return each.address();
        } catch (IOException _) {
          return each.front().address();
        }
      }
    }
    throw new NoSuchElementException("no listener is called " + listener);
  }

  /** The names of its listeners. */
  public List<String> listeners() {
    return listeners.stream().map(each -> each.front().name()).toList();
  }

  /** Where health and metrics are served, if they are. */
  public Optional<InetSocketAddress> adminAddress() {
    return admin.map(AdminServer::address);
  }

  /** Why it is not ready to let jobs in, a line each; empty when it is. */
  public List<String> notReady() {
    return problems.get();
  }

  /** How many tunnels are open. */
  public int tunnels() {
    return sessions.tunnels();
  }

  /** How many connections are between accept and tunnel. */
  public int negotiating() {
    return sessions.negotiating();
  }

  /**
   * Stops accepting and lets tunnels end by themselves; what is left after the time is reset and
   * recorded as {@code DRAINED}. Then the proxy is closed.
   *
   * @return whether all tunnels ended by themselves, also if {@link #close} was called meanwhile
   * @throws InterruptedException if the thread is interrupted; the proxy goes on draining, and
   *     {@link #close} ends it
   */
  public boolean drain(Duration atMost) throws InterruptedException {
    sessions.startDraining();
    listeners.forEach(Listener::close);
    sessions.awaitEmpty(atMost);
    close();
    return !sessions.drained();
  }

  /**
   * Ends at once: nothing is accepted, open tunnels are reset and recorded as {@code DRAINED}, the
   * audit is ended and every thread stopped. Idempotent: a second call waits for the first. An
   * interrupt is kept for later, so that the audit's last records are written.
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    sessions.startDraining();
    synchronized (closing) {
      if (!closed) {
        closed = true;
        listeners.forEach(Listener::close);
        sessions.endAll(CloseReason.DRAINED);
        interrupted |= awaitLastWords();
        closing.close();
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean awaitLastWords() {
    boolean interrupted = false;
    while (true) {
      try {
        sessions.awaitEmpty(LAST_WORDS);
        return interrupted;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
  }
}
