// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * A bounded pool of daemon platform threads for calls that may hang or spin: they use up the pool's
 * own threads and nobody else's. Nothing that a call throws ends a thread, and a thread that cannot
 * be started costs nobody anything as long as there is another one.
 *
 * <p>Each source has its turn in the line, and one source has at most three quarters of the threads
 * at once, so that a crowd from one address does not hold up the others. Whoever can bring calls
 * can fill the line; what gives way then is the newest call of the source with the most, and a
 * newcomer who would have as many is refused. Safe for concurrent use.
 */
public final class Bulkhead implements AutoCloseable {
  private static final long IDLE_NANOS = Duration.ofSeconds(10).toNanos();

  private final String name;
  private final int most;
  private final int standing;
  private final int mostOfSource;
  private final int queue;
  private final CallLine line = new CallLine();
  private final Map<Object, Integer> running = new HashMap<>();
  private final Set<Thread> threads = new HashSet<>();
  private final AtomicInteger stuck = new AtomicInteger();
  private final LongAdder late = new LongAdder();
  private int busy;
  private int idle;
  private int started;
  private boolean closed;

  /** A pool that has no thread yet; its threads end after ten idle seconds. */
  public Bulkhead(String name, int threads, int queue) {
    this(name, threads, queue, 0);
  }

  /**
   * A pool.
   *
   * @param name the first part of its threads' names
   * @param threads how many calls run at once
   * @param queue how many more may wait
   * @param standing how many threads are started now, if the system grants them, and do not end
   */
  public Bulkhead(String name, int threads, int queue, int standing) {
    this.name = name;
    this.most = threads;
    this.standing = standing;
    this.mostOfSource = threads - threads / 4;
    this.queue = queue;
    synchronized (this) {
      while (this.threads.size() < standing && start()) {
        continue;
      }
    }
  }

  /**
   * Puts the call in line; {@code false} if the line is full, this is closed, or there is no thread
   * to run it.
   */
  public synchronized boolean offer(BoundedCall<?> call) {
    // Those for whom a thread is free, or could be, only pass through the line.
    if (closed || !line.add(call, queue + most - busy)) {
      return false;
    }
    boolean served = false;
    try {
      served = idle >= line.size() || threads.size() >= most || start() || !threads.isEmpty();
    } finally {
      // Whatever failed: whoever hears that it is not in line must not find it run.
      if (!served) {
        line.remove(call);
      }
    }
    notifyAll();
    return served;
  }

  /** Starts a thread; {@code false} if the system grants none. Under this lock. */
  private boolean start() {
    Thread thread = WatchedThread.daemon(name + "-" + (started + 1), this::work);
    threads.add(thread);
    boolean granted = false;
    try {
      thread.start();
      started++;
      granted = true;
    } catch (OutOfMemoryError _) {
      // The system's limit of threads: those that there are do the work.
    } finally {
      if (!granted) {
        threads.remove(thread);
      }
    }
    return granted;
  }

  private void work() {
    try {
      while (serveOne()) {
        continue;
      }
    } finally {
      synchronized (this) {
        threads.remove(Thread.currentThread());
      }
    }
  }

  /** Runs a call; {@code false} if this thread is to end. Nothing that is thrown ends it. */
  private boolean serveOne() {
    BoundedCall<?> call = null;
    try {
      call = next();
      if (call != null) {
        call.run();
      }
      return call != null;
    } catch (Throwable _) {
      // The call keeps its own fault; this one is of whoever was told that it returned, who finds
      // out by looking at the call, or of a system without memory.
      if (call == null) {
        // If the next ones fail too, they must not burn a processor.
        LockSupport.parkNanos(WatchedThread.PAUSE_NANOS);
      } else {
        // One that never began will not: its waiter hears so now, and not at its deadline.
        call.displace();
      }
      return true;
    } finally {
      if (call != null) {
        returned(call);
      }
    }
  }

  /** The next call whose turn it is; {@code null} if this thread is to end. */
  private synchronized BoundedCall<?> next() {
    long since = System.nanoTime();
    while (true) {
      BoundedCall<?> call = taken();
      if (call != null) {
        return call;
      }
      long left = IDLE_NANOS - (System.nanoTime() - since);
      boolean needed = threads.size() <= standing || left > 0 || line.size() > 0;
      if (closed && line.size() == 0 || !needed) {
        threads.remove(Thread.currentThread());
        return null;
      }
      idle++;
      try {
        // One that stays, or waits for its source's turn, is woken when there is something for it.
        long wait = left > 0 ? Math.max(left, 1_000_000) : IDLE_NANOS;
        TimeUnit.NANOSECONDS.timedWait(this, wait);
      } catch (InterruptedException _) {
        // Meant for a call that has returned meanwhile, or for the end: both are looked at above.
      } finally {
        idle--;
      }
    }
  }

  /** A call is in the line or counted as running, whatever fails: else nobody would run it. */
  private BoundedCall<?> taken() {
    BoundedCall<?> call = line.next(source -> running.getOrDefault(source, 0) < mostOfSource);
    if (call != null) {
      running.merge(call.source, 1, Integer::sum);
      boolean moved = false;
      try {
        line.take(call);
        busy++;
        moved = true;
      } finally {
        if (!moved) {
          oneLess(call.source);
        }
      }
    }
    return call;
  }

  private void oneLess(Object source) {
    running.computeIfPresent(source, (_, n) -> n == 1 ? null : n - 1);
  }

  private synchronized void returned(BoundedCall<?> call) {
    busy--;
    oneLess(call.source);
    if (call.isAbandoned() && call.state() == BoundedCall.State.RETURNED) {
      stuck.decrementAndGet();
      late.increment();
    }
    notifyAll();
  }

  /**
   * Stops waiting for a call.
   *
   * @return whether it had begun; whoever is told that it returned will be told then, and never
   *     otherwise
   */
  public boolean giveUp(BoundedCall<?> call) {
    BoundedCall.State state;
    synchronized (this) {
      state = call.abandon();
      if (state == BoundedCall.State.RUNNING) {
        stuck.incrementAndGet();
      } else {
        line.remove(call);
      }
    }
    return state == BoundedCall.State.RUNNING || state == BoundedCall.State.RETURNED;
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
  public synchronized int threads() {
    return threads.size();
  }

  /** Takes no more calls; those in line still run, and the threads end with the last. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
  }

  /** Takes no more calls, drops those in line and interrupts those that run. */
  public synchronized void closeNow() {
    closed = true;
    line.clear();
    List.copyOf(threads).forEach(Thread::interrupt);
    notifyAll();
  }
}
