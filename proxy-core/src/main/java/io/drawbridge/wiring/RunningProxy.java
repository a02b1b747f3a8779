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
  private boolean closed;

  RunningProxy(
      List<Listener> listeners,
      Sessions sessions,
      Optional<AdminServer> admin,
      Readiness readiness,
      Closing closing) {
    this.listeners = List.copyOf(listeners);
    this.sessions = sessions;
    this.admin = admin;
    this.readiness = readiness;
    this.closing = closing;
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
   * Stops accepting, waits for the tunnels, and closes.
   *
   * @return whether all tunnels ended by themselves, also if {@link #close} was called meanwhile
   * @throws InterruptedException if the thread is interrupted; it goes on draining
   */
  public boolean drain(Duration atMost) throws InterruptedException {
    sessions.startDraining();
    listeners.forEach(Listener::close);
    sessions.awaitEmpty(atMost);
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
