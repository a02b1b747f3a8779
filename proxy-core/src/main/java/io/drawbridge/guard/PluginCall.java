// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One call into a plugin's code, run on a pool thread and waited for by another. The waiter may
 * give up: the call is then interrupted if it runs, never begins if it waits, and its answer is
 * dropped.
 */
public final class PluginCall<T> implements Runnable {
  /** How far it got. */
  enum State {
    /** It has not begun. */
    WAITING,
    /** The plugin's code runs. */
    RUNNING,
    /** The plugin's code returned or threw. */
    RETURNED
  }

  /** Told that a call returned. */
  @FunctionalInterface
  interface Returned {
    /** On the pool thread; {@code abandoned} if nobody waited for it any more. */
    void returned(boolean abandoned);
  }

  private final Callable<T> work;
  private final ClassLoader context;
  private final Returned returned;
  private final CountDownLatch done = new CountDownLatch(1);
  private State state = State.WAITING;
  private boolean abandoned;
  private Thread worker;
  private long startedNanos;
  private volatile T value;
  private volatile String fault;

  /**
   * A call that has not begun.
   *
   * @param context the context class loader it runs under; {@code null} leaves the thread's own
   * @param returned run on the pool thread after the call returned, however late; not run if it
   *     never began
   */
  PluginCall(Callable<T> work, ClassLoader context, Returned returned) {
    this.work = work;
    this.context = context;
    this.returned = returned;
  }

  @Override
  public void run() {
    if (!begin()) {
      return;
    }
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      if (context != null) {
        thread.setContextClassLoader(context);
      }
      value = work.call();
      fault = value == null ? "answered nothing (null)" : null;
    } catch (Throwable e) {
      // Whatever it is, it is the plugin's and ends here: an Error must not take a pool thread
      // along.
      fault = Redaction.describe(e);
    } finally {
      thread.setContextClassLoader(before);
      end();
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

  private void end() {
    boolean late;
    synchronized (this) {
      state = State.RETURNED;
      worker = null;
      late = abandoned;
    }
    // An interruption meant for this call must not reach the next one on this thread.
    Thread.interrupted();
    done.countDown();
    returned.returned(late);
  }

  /** Waits for the end; {@code false} if it did not come in time. */
  boolean await(long nanos) throws InterruptedException {
    return done.await(nanos, TimeUnit.NANOSECONDS);
  }

  /**
   * Gives up: its answer is not wanted any more.
   *
   * @return how far it had got
   */
  synchronized State abandon() {
    if (state == State.RETURNED) {
      return state;
    }
    abandoned = true;
    if (worker != null) {
      worker.interrupt();
    }
    return state;
  }

  /** How long it has been running, in nanoseconds; zero if it has not begun. */
  synchronized long ranNanos() {
    return state == State.WAITING ? 0 : System.nanoTime() - startedNanos;
  }

  /** What it answered; {@code null} if it failed. Only after its end. */
  public T value() {
    return value;
  }

  /** How it failed, without any message of the plugin's; {@code null} if it did not. */
  public String fault() {
    return fault;
  }
}
