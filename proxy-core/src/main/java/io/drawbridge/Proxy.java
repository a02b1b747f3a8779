// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.session.Listener;
import io.drawbridge.settings.ProxySettings;
import io.drawbridge.wiring.RunningProxy;
import io.drawbridge.wiring.Surroundings;
import io.drawbridge.wiring.Wiring;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * A running proxy. It accepts until {@link #drain} or {@link #close}. Safe for concurrent use.
 *
 * <p>Several proxies may run in one process; each has its own threads, and ends all of them.
 */
public final class Proxy implements AutoCloseable {
  /** A forced end takes a second, a refusal's goodbye another one; and one to spare. */
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  private final RunningProxy running;
  private boolean closed; // guarded by running

  Proxy(RunningProxy running) {
    this.running = running;
  }

  /** Begins to say what a proxy is to be. */
  public static ProxyBuilder builder() {
    return new ProxyBuilder();
  }

  /**
   * Starts a proxy of settings that were made before, with the system's clock and logger.
   *
   * @throws InvalidSettingsException if the settings cannot be
   * @throws IOException if an address, a file or a certificate cannot be used
   */
  public static Proxy start(ProxySettings settings) throws InvalidSettingsException, IOException {
    return new Proxy(Wiring.start(settings, Surroundings.ofProcess()));
  }

  /**
   * Where a listener is bound, with the port that was chosen for port 0.
   *
   * @throws NoSuchElementException if there is no such listener
   */
  public SocketAddress address(String listener) {
    for (Listener each : running.listeners()) {
      if (each.name().equals(listener)) {
        try {
          return each.address();
        } catch (IOException _) {
          return each.frontend().address();
        }
      }
    }
    throw new NoSuchElementException("no listener is called " + listener);
  }

  /** The names of its listeners. */
  public List<String> listeners() {
    return running.listeners().stream().map(Listener::name).toList();
  }

  /** Where health and metrics are served, if they are. */
  public Optional<InetSocketAddress> adminAddress() {
    return running.admin();
  }

  /** Why it is not ready to let jobs in, a line each; empty when it is. */
  public List<String> notReady() {
    return running.notReady().get();
  }

  /** How many tunnels are open. */
  public int tunnels() {
    return running.sessions().tunnels();
  }

  /** How many connections are between accept and tunnel. */
  public int negotiating() {
    return running.sessions().negotiating();
  }

  /**
   * Lets nobody in any more and lets tunnels end by themselves; what is left after the time is
   * reset and recorded as {@code DRAINED}. Then the proxy is closed. As long as something is open,
   * but not longer than {@link ProxyBuilder#drainGrace}, listeners still accept, to refuse
   * newcomers as {@code DRAINING}; then nobody listens there.
   *
   * @return whether all tunnels ended by themselves, also if {@link #close} was called meanwhile
   * @throws InterruptedException if the thread is interrupted; the proxy goes on draining, and
   *     {@link #close} ends it
   */
  public boolean drain(Duration atMost) throws InterruptedException {
    long began = System.nanoTime();
    Duration grace = running.grace();
    running.sessions().startDraining();
    try {
      // A port that is closed at once reads as if there were no gateway. With nothing open it is:
      // whatever follows can then have it the sooner.
      running.sessions().awaitEmpty(grace.compareTo(atMost) < 0 ? grace : atMost);
    } finally {
      running.listeners().forEach(Listener::close);
    }
    running.sessions().awaitEmpty(atMost.minusNanos(System.nanoTime() - began));
    close();
    return !running.sessions().drained();
  }

  /**
   * Ends at once: nothing is accepted, open tunnels are reset and recorded as {@code DRAINED}, the
   * audit is ended and every thread stopped. Idempotent: a second call waits for the first. An
   * interrupt is kept for later, so that the audit's last records are written.
   */
  @Override
  public void close() {
    boolean interrupted = Thread.interrupted();
    running.sessions().startDraining();
    synchronized (running) {
      if (!closed) {
        closed = true;
        running.listeners().forEach(Listener::close);
        running.sessions().endAll(CloseReason.DRAINED);
        interrupted |= awaitLastWords();
        running.close().run();
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
        running.sessions().awaitEmpty(LAST_WORDS);
        return interrupted;
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
  }
}
