// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.wiring;

import io.drawbridge.admin.AdminServer;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.session.Listener;
import io.drawbridge.session.Sessions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What was started, and the order in which it ends. Safe for concurrent use. */
public final class RunningProxy implements AutoCloseable {
  private static final Duration LAST_WORDS = Duration.ofSeconds(3);

  private final List<Listener> listeners;
  private final Sessions sessions;
  private final Optional<AdminServer> admin;
  private final Readiness readiness;
  private final Closing closing;
  private final Duration grace;
  private boolean closed;

  /**
   * What was started.
   *
   * @param grace how long newcomers are told that it drains, before the ports are closed
   */
  RunningProxy(
      List<Listener> listeners,
      Sessions sessions,
      Optional<AdminServer> admin,
      Readiness readiness,
      Closing closing,
      Duration grace) {
    this.listeners = List.copyOf(listeners);
    this.sessions = sessions;
    this.admin = admin;
    this.readiness = readiness;
    this.closing = closing;
    this.grace = grace;
  }

  /** The listeners, in the order of the settings. */
  public List<Listener> listeners() {
    return listeners;
  }

  /** What is open. */
  public Sessions sessions() {
    return sessions;
  }

  /** Health and metrics, if they are served. */
  public Optional<AdminServer> admin() {
    return admin;
  }

  /** Why it is not ready to let jobs in, a line each; empty when it is. */
  public List<String> notReady() {
    return readiness.problems();
  }

  /**
   * Lets nobody in any more, waits for the tunnels, and closes. While something is open, newcomers
   * are told so for the grace: a closed port reads as if there were no gateway. With nothing open
   * it ends at once: whatever follows it can then have the port the sooner.
   *
   * @return whether all tunnels ended by themselves, also if {@link #close} was called meanwhile
   * @throws InterruptedException if the thread is interrupted; it goes on draining
   */
  public boolean drain(Duration atMost) throws InterruptedException {
    long began = System.nanoTime();
    sessions.startDraining();
    try {
      sessions.awaitEmpty(grace.compareTo(atMost) < 0 ? grace : atMost);
    } finally {
      listeners.forEach(Listener::close);
    }
    sessions.awaitEmpty(atMost.minusNanos(System.nanoTime() - began));
    close();
    return !sessions.drained();
  }

  /** Ends at once. Idempotent: a second call waits for the first. An interrupt is kept. */
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
