// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * One call of code that may hang, run on a thread of a {@link Bulkhead} and waited for by another.
 * The waiter may give up: the call is then interrupted if it runs, never begins if it waits, and
 * its answer is dropped. Safe for concurrent use.
 */
public final class BoundedCall<T> {
  /** How far a call got. */
  public enum State {
    /** It has not begun. */
    WAITING,
    /** Its code runs. */
    RUNNING,
    /** Its code returned or threw. */
    RETURNED,
    /** It gave its place up to another source's call and will never begin. */
    DISPLACED
  }

  private final Callable<T> work;
  private final Consumer<BoundedCall<T>> returned;
  private final CountDownLatch done = new CountDownLatch(1);

  /** Whose call it is; one of nobody's is a source of its own. */
  final Object source;

  private State state = State.WAITING;
  private boolean abandoned;
  private Thread worker;
  private long startedNanos;
  private volatile T value;
  private volatile String fault;

  /**
   * A call that has not begun.
   *
   * @param source whose call it is, where sources have shares; {@code null} if it is nobody's
   * @param returned told on the pool's thread after the call returned, however late; not if it
   *     never began
   */
  public BoundedCall(Object source, Callable<T> work, Consumer<BoundedCall<T>> returned) {
    this.source = source == null ? this : source;
    this.work = work;
    this.returned = returned;
  }

  /** Runs it, unless nobody waits for it any more; what it throws is kept as its fault. */
  void run() {
    if (!begin()) {
      return;
    }
    try {
      value = work.call();
      fault = value == null ? "answered nothing (null)" : null;
    } catch (Throwable e) {
      // An Error too: it is the plugin's, and must not take a pool's thread along.
      fault = Redaction.describe(e);
    } finally {
      end();
      returned.accept(this);
    }
  }

  private synchronized boolean begin() {
    if (state != State.WAITING || abandoned) {
      return false;
    }
    state = State.RUNNING;
    worker = Thread.currentThread();
    startedNanos = System.nanoTime();
    return true;
  }

  private synchronized void end() {
    state = State.RETURNED;
    worker = null;
    // An interruption meant for this call must not reach the next one on this thread.
    Thread.interrupted();
    done.countDown();
  }

  /** Gives its place in line up; its waiter hears of it at once. */
  synchronized void displace() {
    if (state == State.WAITING && !abandoned) {
      state = State.DISPLACED;
      done.countDown();
    }
  }

  /** Waits for the end; {@code false} if it did not come in time. */
  public boolean await(long nanos) throws InterruptedException {
    return done.await(nanos, TimeUnit.NANOSECONDS);
  }

  /** Its answer is not wanted any more; answers how far it had got. */
  synchronized State abandon() {
    abandoned = state != State.RETURNED;
    if (worker != null) {
      worker.interrupt();
    }
    return state;
  }

  /** How far it got. */
  public synchronized State state() {
    return state;
  }

  /** Whether nobody waits for it any more, or did when it returned. */
  public synchronized boolean isAbandoned() {
    return abandoned;
  }

  /** How long it has been running, in nanoseconds; zero if it has not begun. */
  synchronized long ranNanos() {
    return startedNanos == 0 ? 0 : System.nanoTime() - startedNanos;
  }

  /** What it answered; {@code null} if it failed or has not returned. */
  public T value() {
    return value;
  }

  /** How it failed, without any message of its own; {@code null} if it did not. */
  public String fault() {
    return fault;
  }
}
