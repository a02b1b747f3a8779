// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.guard.WatchedThread;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.settings.AdmissionSettings;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * What is open: sessions that negotiate, tunnels that relay, the places they take, and the timers
 * that end them. What negotiates is bounded by {@link Admission} until it is granted and by {@link
 * Slots} from then on, tunnels by the slots. Safe for concurrent use.
 */
public final class Sessions implements AutoCloseable {
  /**
   * How long a client may still send its request while the gateway goes away: five round trips, as
   * TCP, TLS and a request take them, of the longest on earth, some 400 ms.
   */
  private static final Duration LAST_CALL = Duration.ofSeconds(2);

  /**
   * How often overdue sessions are looked for: a timer for each would cost every one of them. Late
   * by a quarter of the {@link #LAST_CALL} at most.
   */
  private static final Duration LOOK = Duration.ofMillis(500);

  /** Ten looks: fewer may be late where the machine is. */
  private static final Duration LATE = Duration.ofSeconds(5);

  private final Admission admission;
  private final Slots slots;
  private final Set<Session> negotiating = ConcurrentHashMap.newKeySet();
  private final Set<OpenTunnel> tunnels = ConcurrentHashMap.newKeySet();
  private final WatchedThread timers;
  private final Object emptied = new Object();
  private volatile boolean draining;
  private volatile long drainingSince;
  private volatile CloseReason ending;
  private volatile boolean drained;
  private volatile boolean closed;

  /**
   * Nothing open yet.
   *
   * @param capacity how much may be, tunnels in all among it
   */
  public Sessions(AdmissionSettings capacity) {
    this.admission = new Admission(capacity.strangers(), capacity.strangersPerSource());
    this.slots = new Slots(capacity);
    this.timers = WatchedThread.start("drawbridge-timers", this::look);
  }

  /** Lets a new session in; where there is no place, an older one gives way. */
  void enter(Session session) {
    negotiating.add(session);
    admission.enter(session);
  }

  /** The session has proved who it is: it no longer takes a stranger's place. */
  void known(Session session) {
    admission.leave(session);
  }

  /** The session is refused, or its tunnel has taken over. */
  void leave(Session session) {
    admission.leave(session);
    negotiating.remove(session);
    tellIfEmpty();
  }

  void opened(OpenTunnel tunnel) {
    tunnels.add(tunnel);
    CloseReason reason = ending;
    if (reason != null) {
      tunnel.end(reason);
    }
  }

  void ended(OpenTunnel tunnel, CloseReason reason) {
    // A tunnel that outlasts its end is lost with its loop.
    if (ending != null && (reason == ending || reason == CloseReason.INTERNAL)) {
      drained = true;
    }
    tunnels.remove(tunnel);
    tellIfEmpty();
  }

  Slots slots() {
    return slots;
  }

  private long look() {
    negotiating.forEach(this::endIfDue);
    return LOOK.toNanos();
  }

  /** What keeps sessions that are overdue from being ended, if anything does. */
  public Optional<String> problem() {
    return timers.problem(LATE);
  }

  private void endIfDue(Session session) {
    try {
      if (session.isOverdue()) {
        session.giveWay();
      } else if (draining && session.hasHad(LAST_CALL, drainingSince)) {
        session.stop();
      }
    } catch (RuntimeException | Error _) {
      // It is looked at again soon, and those behind it must not wait.
    }
  }

  /** Whether new sessions are refused because the gateway goes away. */
  public boolean isDraining() {
    return draining;
  }

  int strangers() {
    return admission.present();
  }

  /** How many sessions negotiate. */
  public int negotiating() {
    return negotiating.size();
  }

  /** How many tunnels are open. */
  public int tunnels() {
    return tunnels.size();
  }

  /** From now on no session reaches its tunnel; those that wait for their client end soon. */
  public synchronized void startDraining() {
    if (!draining) {
      drainingSince = System.nanoTime();
      draining = true;
    }
  }

  /** Whether a tunnel had to be ended because the gateway goes away. */
  public boolean drained() {
    return drained;
  }

  /**
   * Waits until nothing is open, or this is closed.
   *
   * @return whether that happened in time
   */
  public boolean awaitEmpty(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.NANOSECONDS.convert(atMost);
    synchronized (emptied) {
      while (!isEmpty() && !closed) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(emptied, left);
      }
    }
    return isEmpty();
  }

  private boolean isEmpty() {
    return negotiating.isEmpty() && tunnels.isEmpty();
  }

  private void tellIfEmpty() {
    if (draining && (isEmpty() || closed)) {
      synchronized (emptied) {
        emptied.notifyAll();
      }
    }
  }

  /** Ends every tunnel for this reason, those to come too, and every session that negotiates. */
  public void endAll(CloseReason reason) {
    // First: a session that becomes a tunnel meanwhile finds either this or the loop below.
    ending = reason;
    negotiating.forEach(Session::stop);
    tunnels.forEach(tunnel -> tunnel.end(reason));
  }

  /** Ends the timers and every wait for the last session, also for one that does not end. */
  @Override
  public void close() {
    closed = true;
    tellIfEmpty();
    timers.close();
  }
}
