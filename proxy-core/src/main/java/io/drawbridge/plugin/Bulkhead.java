// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

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
final class Bulkhead implements AutoCloseable {
  private final ThreadPoolExecutor pool;
  private final AtomicInteger stuck = new AtomicInteger();
  private final LongAdder late = new LongAdder();

  Bulkhead(String name, int threads, int queue) {
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
  <T> PluginCall<T> call(Callable<T> work, ClassLoader context, Runnable returned) {
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
  boolean offer(PluginCall<?> call) {
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
  boolean giveUp(PluginCall<?> call) {
    PluginCall.State state = call.abandon();
    if (state == PluginCall.State.RUNNING) {
      stuck.incrementAndGet();
    } else {
      pool.remove(call);
    }
    return state != PluginCall.State.WAITING;
  }

  /** How many calls run on although nobody waits for them any more. */
  int stuck() {
    return stuck.get();
  }

  /** How many answers came after their time; all were dropped. */
  long lateAnswers() {
    return late.sum();
  }

  /** How many threads it has now. */
  int threads() {
    return pool.getPoolSize();
  }

  /** Takes no more calls; those in line still run, and the threads end with the last. */
  @Override
  public void close() {
    pool.shutdown();
  }

  /** Takes no more calls and interrupts those that run. */
  void closeNow() {
    pool.shutdownNow();
  }
}
