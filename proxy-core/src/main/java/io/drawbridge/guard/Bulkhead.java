// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/**
 * The bounded pool of daemon platform threads that one plugin object's calls run on: a plugin that
 * hangs or spins uses up its own threads and nobody else's. Threads are made when needed and end
 * after ten idle seconds.
 */
public final class Bulkhead implements AutoCloseable {
  private final ThreadPoolExecutor pool;
  private final AtomicInteger stuck = new AtomicInteger();
  private final LongAdder late = new LongAdder();

  /**
   * A pool that has no thread yet.
   *
   * @param name the first part of its threads' names
   * @param threads how many calls run at once
   * @param queue how many more may wait
   */
  public Bulkhead(String name, int threads, int queue) {
    AtomicInteger number = new AtomicInteger();
    pool =
        new ThreadPoolExecutor(
            threads,
            threads,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(queue),
            work ->
                Thread.ofPlatform()
                    .daemon()
                    .inheritInheritableThreadLocals(false)
                    .name(name + "-" + number.incrementAndGet())
                    .unstarted(work));
    pool.allowCoreThreadTimeOut(true);
  }

  /**
   * Makes a call that {@link #offer} takes.
   *
   * @param returned run on the pool thread once the call returned; not run if it never began
   */
  public <T> PluginCall<T> call(Callable<T> work, ClassLoader context, Runnable returned) {
    return new PluginCall<>(
        work,
        context,
        abandoned -> {
          if (abandoned) {
            stuck.decrementAndGet();
            late.increment();
          }
          returned.run();
        });
  }

  /** Puts the call in line; {@code false} if the line is full or this is closed. */
  public boolean offer(PluginCall<?> call) {
    try {
      pool.execute(call);
      return true;
    } catch (RejectedExecutionException _) {
      return false;
    }
  }

  /**
   * Stops waiting for a call.
   *
   * @return whether it had begun; {@code returned} will be run then, and never otherwise
   */
  public boolean giveUp(PluginCall<?> call) {
    PluginCall.State state = call.abandon();
    if (state == PluginCall.State.RUNNING) {
      stuck.incrementAndGet();
    } else {
      pool.remove(call);
    }
    return state != PluginCall.State.WAITING;
  }

  /** How many calls run on although nobody waits for them any more. */
  public int stuck() {
    return stuck.get();
  }

  /** How many answers came after their time; all were dropped. */
  public long lateAnswers() {
    return late.sum();
  }

  /** How many threads it has now. */
  public int threads() {
    return pool.getPoolSize();
  }

  /** Takes no more calls; those in line still run, and the threads end with the last. */
  @Override
  public void close() {
    pool.shutdown();
  }

  /** Takes no more calls and interrupts those that run. */
  public void closeNow() {
    pool.shutdownNow();
  }
}
