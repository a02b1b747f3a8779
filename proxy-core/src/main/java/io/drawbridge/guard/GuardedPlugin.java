// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import io.drawbridge.common.Pace;
import io.drawbridge.loop.Deadline;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * One plugin object and everything that keeps its faults to itself: its own threads, a deadline on
 * each call, quarantine, and a count of who still uses it. Safe for concurrent use.
 *
 * @param <P> what it is
 */
public final class GuardedPlugin<P extends AutoCloseable> {
  private static final Duration LOG_EVERY = Duration.ofSeconds(10);

  private final PluginInstance<P> instance;
  private final String name;
  private final PluginLimits limits;
  private final PluginObserver observer;
  private final Bulkhead bulkhead;
  private final Quarantine quarantine;
  private final AtomicLong faults = new AtomicLong();

  /** Calls in flight, tunnels that hold a liveness it made, and the configuration until it ends. */
  private final AtomicInteger users = new AtomicInteger(1);

  private final AtomicBoolean closing = new AtomicBoolean();
  private final Pace lines;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Guards an object.
   *
   * @param instance closed, on a thread of its own, when it was closed here and nobody uses it
   */
  public GuardedPlugin(
      PluginInstance<P> instance,
      PluginLimits limits,
      LongSupplier ticker,
      PluginObserver observer) {
    this.instance = instance;
    this.name = instance.name();
    this.limits = limits;
    this.observer = observer;
    bulkhead = new Bulkhead("plugin-" + name, limits.threads(), limits.queue());
    quarantine =
        new Quarantine(
            limits.quarantineAfter(),
            limits.probeEvery(),
            ticker,
            on -> observer.quarantined(name, on));
    lines = new Pace(ticker, LOG_EVERY);
  }

  /** Its name in the configuration. */
  public String name() {
    return name;
  }

  /** What is guarded; its calls go by {@link #call} or {@link #inContext}. */
  public P object() {
    return instance.object();
  }

  /** How long one call may take. */
  public Duration limit() {
    return limits.call();
  }

  /** Runs a plugin's code on the calling thread, under the context class loader of its calls. */
  public <T, E extends Exception> T inContext(Work<T, E> work) throws E {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      if (instance.loader() != null) {
        thread.setContextClassLoader(instance.loader());
      }
      return work.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** Code of a plugin's. */
  @FunctionalInterface
  public interface Work<T, E extends Exception> {
    /** Runs it. */
    T run() throws E;
  }

  /** One user of the object more, unless it has been closed. Any thread. */
  public boolean acquire() {
    return users.getAndUpdate(n -> n == 0 ? 0 : n + 1) > 0;
  }

  /** One user less; the last one's leaving closes the object. Any thread. */
  public void release() {
    if (users.decrementAndGet() == 0) {
      closeObject();
    }
  }

  /** The threads of its calls. */
  public Bulkhead bulkhead() {
    return bulkhead;
  }

  /** Whether it is asked only now and then. */
  public boolean inQuarantine() {
    return quarantine.isOn();
  }

  /**
   * Runs a call and waits for its answer.
   *
   * @param source whose call it is: sources share the plugin's threads and their line
   * @param deadline the session's; the earlier of it and {@link #limit} counts
   * @throws InterruptedException if the caller is interrupted; the call is given up
   */
  public <T> Outcome<T> call(Object source, Callable<T> work, Deadline deadline)
      throws InterruptedException {
    // Each probe of a plugin that hangs may cost a thread for good.
    if (quarantine.isOn() && bulkhead.stuck() >= Math.max(1, limits.threads() / 2)
        || !quarantine.admits()) {
      return new Outcome.Failed<>(name + " failed several times in a row and is not asked now");
    }
    if (!acquire()) {
      return new Outcome.Failed<>(name + " has been closed");
    }
    BoundedCall<T> call = null;
    boolean ended = false;
    try {
      BoundedCall<T> made = new BoundedCall<>(source, () -> inContext(work::call), _ -> release());
      call = bulkhead.offer(made) ? made : null;
      if (call == null) {
        return full();
      }
      long began = System.nanoTime();
      ended = call.await(deadline.within(limit()).remainingNanos());
      return answer(call, ended, Duration.ofNanos(System.nanoTime() - began));
    } finally {
      // Whatever came of it: a use that nobody gives back would keep the object open for ever.
      if (call == null || !ended && !bulkhead.giveUp(call) || isDisplaced(call)) {
        release();
      }
    }
  }

  private static boolean isDisplaced(BoundedCall<?> call) {
    return call.state() == BoundedCall.State.DISPLACED;
  }

  private <T> Outcome<T> full() {
    return new Outcome.Full<>("too many sessions wait for " + name);
  }

  private <T> Outcome<T> answer(BoundedCall<T> call, boolean ended, Duration took) {
    if (isDisplaced(call)) {
      return full();
    }
    if (!ended) {
      return outOfTime(call.ranNanos(), took);
    }
    if (call.fault() != null) {
      return failed(call.fault(), took);
    }
    quarantine.answered();
    observer.called(name, took, false);
    return new Outcome.Answered<>(call.value());
  }

  private <T> Outcome<T> outOfTime(long ran, Duration took) {
    if (ran == 0) {
      observer.called(name, took, false);
      return full();
    }
    // A client that leaves a plugin next to no time must not be able to put it in quarantine.
    if (ran >= limit().toNanos() * 3 / 4) {
      return failed("did not answer in time", took);
    }
    observer.called(name, took, false);
    return new Outcome.Failed<>("no time was left for " + name + " to answer");
  }

  /**
   * Notes a fault, also one that shows only in what was answered.
   *
   * @param what for the operator; without any text of the plugin's
   */
  <T> Outcome<T> failed(String what, Duration took) {
    String id = name + "-" + faults.incrementAndGet();
    if (lines.admits()) {
      observer.noted(System.Logger.Level.WARNING, name, "fault " + id + ": " + what);
    }
    quarantine.failed();
    observer.called(name, took, true);
    return new Outcome.Failed<>(name + " cannot answer now (fault " + id + ")");
  }

  /**
   * Closes the object when its last call returned and nobody holds a liveness of it. If that is so
   * now, waits at most a second for it: its class loader may be closed next.
   */
  public void close() {
    if (closing.compareAndSet(false, true)) {
      release();
    }
    if (users.get() == 0) {
      try {
        closed.await(1, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Not on the caller's thread: the last holder may be an event loop, and closing may block. */
  private void closeObject() {
    Work<Boolean, Exception> close =
        () -> {
          instance.closing().close();
          return true;
        };
    boolean taken = bulkhead.offer(new BoundedCall<>(null, () -> inContext(close), this::closed));
    bulkhead.close();
    if (!taken) {
      closed.countDown();
      observer.noted(
          System.Logger.Level.WARNING,
          name,
          "no thread is left to close it on; what it holds is held until the process ends");
    }
  }

  private void closed(BoundedCall<Boolean> call) {
    closed.countDown();
    if (call.fault() != null) {
      observer.noted(System.Logger.Level.WARNING, name, "fault while closing: " + call.fault());
    }
  }
}
