// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import io.drawbridge.loop.Deadline;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One plugin object and everything that keeps its faults to itself: its own threads, a deadline on
 * each call, quarantine, and a count of who still uses it. Safe for concurrent use.
 */
public final class GuardedPlugin {
  private static final long LOG_EVERY_NANOS = Duration.ofSeconds(10).toNanos();

  private final String name;
  private final ClassLoader loader;
  private final PluginObserver observer;
  private final Ticker ticker;
  private final Bulkhead bulkhead;
  private final Quarantine quarantine;
  private final Lease lease;
  private final int mostStuck;
  private final AtomicLong faults = new AtomicLong();
  private final AtomicLong nextLine;
  private final CountDownLatch closed = new CountDownLatch(1);

  /**
   * Guards an object.
   *
   * @param name its name in the configuration
   * @param object closed, on a thread of its own, when it was closed here and nobody uses it
   * @param loader the context class loader for its calls
   */
  public GuardedPlugin(
      String name,
      AutoCloseable object,
      ClassLoader loader,
      PluginLimits limits,
      Ticker ticker,
      PluginObserver observer) {
    this.name = name;
    this.loader = loader;
    this.observer = observer;
    this.ticker = ticker;
    bulkhead = new Bulkhead("plugin-" + name, limits.threads(), limits.queue());
    quarantine =
        new Quarantine(
            limits.quarantineAfter(),
            limits.probeEvery(),
            ticker,
            on -> observer.quarantined(name, on));
    lease = new Lease(() -> release(object));
    mostStuck = Math.max(1, limits.threads() / 2);
    nextLine = new AtomicLong(ticker.nanos());
  }

  /** Its name in the configuration. */
  public String name() {
    return name;
  }

  /** The context class loader of its calls; {@code null} for the thread's own. */
  public ClassLoader loader() {
    return loader;
  }

  /** Who still uses the object. */
  public Lease lease() {
    return lease;
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
   * @param share how long the call may take
   * @param deadline the session's; the earlier of both counts
   * @throws InterruptedException if the caller is interrupted; the call is given up
   */
  public <T> Outcome<T> call(Callable<T> work, Duration share, Deadline deadline)
      throws InterruptedException {
    // Each probe of a plugin that hangs may cost a thread for good.
    if (quarantine.isOn() && bulkhead.stuck() >= mostStuck || !quarantine.admits()) {
      return new Outcome.Failed<>(name + " failed several times in a row and is not asked now");
    }
    if (!lease.acquire()) {
      return new Outcome.Failed<>(name + " has been closed");
    }
    PluginCall<T> call = bulkhead.call(work, loader, lease::release);
    if (!bulkhead.offer(call)) {
      lease.release();
      return new Outcome.Full<>("too many sessions wait for " + name);
    }
    return answer(call, share.toNanos(), deadline);
  }

  private <T> Outcome<T> answer(PluginCall<T> call, long share, Deadline deadline)
      throws InterruptedException {
    long began = System.nanoTime();
    boolean ended = false;
    try {
      ended = call.await(Math.min(share, deadline.remainingNanos()));
    } finally {
      if (!ended && !bulkhead.giveUp(call)) {
        lease.release();
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    if (!ended) {
      return outOfTime(call.ranNanos(), share, took);
    }
    if (call.fault() != null) {
      return failed(call.fault(), took);
    }
    quarantine.answered();
    observer.called(name, took, false);
    return new Outcome.Answered<>(call.value());
  }

  private <T> Outcome<T> outOfTime(long ran, long share, Duration took) {
    if (ran == 0) {
      observer.called(name, took, false);
      return new Outcome.Full<>("too many sessions wait for " + name);
    }
    // A client that leaves a plugin next to no time must not be able to put it in quarantine.
    if (ran >= share - share / 4) {
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
    long now = ticker.nanos();
    long next = nextLine.get();
    if (now - next >= 0 && nextLine.compareAndSet(next, now + LOG_EVERY_NANOS)) {
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
    lease.close();
    if (lease.isClosed()) {
      try {
        closed.await(1, TimeUnit.SECONDS);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Not on the caller's thread: the last holder may be an event loop, and closing may block. */
  private void release(AutoCloseable object) {
    bulkhead.close();
    Thread closer =
        Thread.ofPlatform()
            .daemon()
            .inheritInheritableThreadLocals(false)
            .name("plugin-close-" + name)
            .unstarted(
                () -> {
                  try {
                    object.close();
                  } catch (Throwable e) {
                    observer.noted(
                        System.Logger.Level.WARNING,
                        name,
                        "fault while closing: " + Redaction.describe(e));
                  } finally {
                    closed.countDown();
                  }
                });
    if (loader != null) {
      closer.setContextClassLoader(loader);
    }
    closer.start();
  }
}
