// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.observe.CloseReason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * What is open: sessions that negotiate, tunnels that relay, the places they take, and the timers
 * that end them. Safe for concurrent use.
 */
public final class Sessions implements AutoCloseable {
  private final Admission admission;
  private final Slots slots;
  private final Set<Session> negotiating = ConcurrentHashMap.newKeySet();
  private final Set<OpenTunnel> tunnels = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timers;
  private final Object emptied = new Object();
  private volatile boolean draining;

  /** Nothing open yet. */
  public Sessions(Capacity capacity) {
    this.admission = new Admission(capacity.strangers(), capacity.strangersPerSource());
    this.slots = new Slots(capacity);
    this.timers =
        new ScheduledThreadPoolExecutor(
            1, task -> Thread.ofPlatform().daemon().name("drawbridge-timers").unstarted(task));
    // A session that ends in time leaves no task behind: thousands a second would pile up.
    timers.setRemoveOnCancelPolicy(true);
  }

  /** Lets a new session in; false if its source holds too many places. */
  boolean enter(Session session) {
    if (!admission.enter(session)) {
      return false;
    }
    negotiating.add(session);
    return true;
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
    if (draining && timers.isShutdown()) {
      tunnel.end(CloseReason.DRAINED);
    }
  }

  void ended(OpenTunnel tunnel) {
    tunnels.remove(tunnel);
    tellIfEmpty();
  }

  Slots slots() {
    return slots;
  }

  ScheduledFuture<?> schedule(Duration delay, Runnable task) {
    return timers.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** Whether new sessions are refused because the gateway goes away. */
  public boolean isDraining() {
    return draining;
  }

  /** How many sessions negotiate. */
  public int negotiating() {
    return negotiating.size();
  }

  /** How many tunnels are open. */
  public int tunnels() {
    return tunnels.size();
  }

  /** From now on no session reaches its tunnel. */
  public void startDraining() {
    draining = true;
  }

  /**
   * Waits until nothing is open.
   *
   * @return whether that happened in time
   */
  public boolean awaitEmpty(Duration atMost) throws InterruptedException {
    long end = System.nanoTime() + atMost.toNanos();
    synchronized (emptied) {
      while (!isEmpty()) {
        long left = end - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        TimeUnit.NANOSECONDS.timedWait(emptied, left);
      }
    }
    return true;
  }

  private boolean isEmpty() {
    return negotiating.isEmpty() && tunnels.isEmpty();
  }

  private void tellIfEmpty() {
    if (draining && isEmpty()) {
      synchronized (emptied) {
        emptied.notifyAll();
      }
    }
  }

  /** Ends every tunnel for this reason, and every session that negotiates. */
  public void endAll(CloseReason reason) {
    negotiating.forEach(Session::giveWay);
    tunnels.forEach(tunnel -> tunnel.end(reason));
  }

  /** Ends the timers. Nothing may be open. */
  @Override
  public void close() {
    timers.shutdownNow();
  }
}
