// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * One thread, one selector, and the channels, timers and scratch memory that belong to it.
 *
 * <p>Other threads may call {@link #execute}, {@link #isCurrent}, {@link #close} and the
 * measurements {@link #stalls}, {@link #sinceIteration}, {@link #faults}, {@link #faultsGoOn};
 * everything else is for the loop's own thread and says so by {@link #assertCurrent}.
 *
 * <p>Nothing that a channel, a task or the system throws ends it: the iteration fails, the next one
 * goes on.
 */
public final class EventLoop implements AutoCloseable {
  /**
   * What is read at once and passed on. 64 KiB was measured slower: two of them and the kernel's
   * copies no longer fit the cache.
   */
  public static final int CHUNK_BYTES = 32 * 1024;

  /**
   * A little more: a TLS engine opens a record only into room for one byte more than is in it, and
   * would open one of two.
   */
  private static final int SCRATCH_BYTES = CHUNK_BYTES + 64;

  /** For whoever closes: a loop never blocks, so this is for one that breaks its promise. */
  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  /** A loop with nothing to do still turns so often: one that does not is dead or held up. */
  private static final long LONGEST_SLEEP_MILLIS = 1_000;

  /** After an iteration that failed: if the next ones fail too, they must not burn a processor. */
  private static final long PAUSE_NANOS = Duration.ofMillis(10).toNanos();

  private final Thread thread;
  private final FaultBarrier barrier;
  private final TaskQueue tasks = new TaskQueue();
  private final TimerHeap timers = new TimerHeap();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
  private final LoopClock clock;
  private final LoopSelector selector;
  private volatile boolean closing;
  private volatile boolean terminated;

  private EventLoop(String name, Consumer<Throwable> onFault, InstantSource wall)
      throws IOException {
    this.clock = new LoopClock(wall);
    this.barrier = new FaultBarrier(onFault);
    this.selector = new LoopSelector(barrier, clock);
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
  }

  /**
   * Starts a loop.
   *
   * @param name of its thread
   * @param onFault told on the loop what a handler or task threw, at most every 10 s
   * @param wall what lasts until an hour of the day is measured by
   * @throws UncheckedIOException if the system grants no selector
   */
  public static EventLoop start(String name, Consumer<Throwable> onFault, InstantSource wall) {
    EventLoop loop;
    try {
      loop = new EventLoop(name, onFault, wall);
    } catch (IOException failure) {
      throw new UncheckedIOException("no selector", failure);
    }
    try {
      loop.thread.start();
      return loop;
    } catch (RuntimeException | Error noThread) {
      loop.selector.close();
      throw noThread;
    }
  }

  /**
   * Runs the task on the loop, soon; any thread. Tasks of one thread run in order.
   *
   * @throws RejectedExecutionException if the loop is closed; a task that was not rejected runs
   */
  public void execute(Runnable task) {
    if (isCurrent()) {
      if (terminated) {
        throw new RejectedExecutionException("the loop has ended");
      }
      // No wakeup: the loop looks at its tasks before it sleeps again.
      tasks.addOwn(task);
      return;
    }
    if (closing) {
      throw new RejectedExecutionException("the loop is closed");
    }
    tasks.addForeign(task);
    // The loop may have looked for the last time before the task was there; whoever removes it
    // first decides whether it runs.
    if (terminated && tasks.removeForeign(task)) {
      throw new RejectedExecutionException("the loop has ended");
    }
    selector.wakeup();
  }

  /** Whether the caller is the loop's thread. */
  public boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /**
   * Says that the calling method is for the loop's thread only.
   *
   * @throws IllegalStateException on any other thread
   */
  public void assertCurrent() {
    if (!isCurrent()) {
      throw new IllegalStateException("not on the loop's thread: " + Thread.currentThread());
    }
  }

  /** When this iteration began, in terms of {@link System#nanoTime}. Loop thread only. */
  public long now() {
    return clock.now();
  }

  /** The time of the day; any thread. */
  public Instant wallTime() {
    return clock.wallTime();
  }

  /** Runs the task on the loop at that moment or up to a millisecond later. Loop thread only. */
  public Timeout schedule(Deadline at, Runnable task) {
    assertCurrent();
    return timers.add(at.nanos(), task);
  }

  /**
   * Watches a non-blocking channel, at first for nothing. Loop thread only.
   *
   * @throws IOException if the channel is closed
   */
  public Registration register(SocketChannel channel, LoopHandler handler) throws IOException {
    assertCurrent();
    if (terminated) {
      throw new IOException("the loop has ended");
    }
    return selector.register(this, channel, handler);
  }

  /**
   * The one direct buffer that everybody on this loop reads into. Its content is anybody's as soon
   * as the handler returns. Loop thread only.
   */
  public ByteBuffer scratch() {
    assertCurrent();
    return scratch;
  }

  /** How many iterations took longer than 200 ms; any thread. */
  public long stalls() {
    return clock.stalls();
  }

  /**
   * How long ago the last iteration began; any thread. More than a second or two means that the
   * loop is held up or dead, for it never sleeps longer than 1 s.
   */
  public Duration sinceIteration() {
    return clock.sinceIteration();
  }

  /**
   * How often a handler, a task or an iteration threw, or the selector was replaced; any thread.
   */
  public long faults() {
    return barrier.faults();
  }

  /** Whether there were five faults within the last minute; any thread. */
  public boolean faultsGoOn() {
    return barrier.goOn();
  }

  /**
   * Takes no more tasks, runs those it has, fails what is still registered, and ends the thread;
   * waits for that at most 5 s. Any thread, idempotent.
   */
  @Override
  public void close() {
    closing = true;
    selector.wakeup();
    if (isCurrent()) {
      return;
    }
    try {
      thread.join(CLOSE_WAIT);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    boolean failed = false;
    // What still waits after a failure while it closes is run by terminate().
    while (!closing || (!failed && !tasks.isEmpty())) {
      failed = false;
      try {
        iterate();
      } catch (Throwable fault) {
        failed = true;
        barrier.report(fault);
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
    terminate();
  }

  private void iterate() throws IOException {
    long asleep = System.nanoTime();
    // Before it looks at its tasks for the last time: whoever brings one after that wakes it, and
    // whoever comes while it works saves the three system calls.
    selector.rests();
    long wait = waitMillis(asleep);
    int selected = selector.select(wait);
    clock.awake();
    boolean woken = selector.wakes();
    boolean waited = clock.now() - asleep >= wait * 500_000;
    int ran = runTimers() + tasks.runAll(barrier);
    if (clock.wallHasMoved()) {
      selector.tellClockMoved();
    }
    clock.iterated();
    selector.returned(selected + ran > 0 || woken || waited);
  }

  /** 0: do not wait. */
  private long waitMillis(long now) {
    if (closing || !tasks.isEmpty()) {
      return 0;
    }
    if (timers.isEmpty()) {
      return LONGEST_SLEEP_MILLIS;
    }
    return Math.clamp((timers.remaining(now) + 999_999) / 1_000_000, 0, LONGEST_SLEEP_MILLIS);
  }

  private int runTimers() {
    // No more than there are: one that is due again at once waits for the next iteration.
    int most = timers.size();
    int ran = 0;
    Runnable task;
    while (ran < most && (task = timers.pollDue(clock.now())) != null) {
      barrier.run(task);
      ran++;
    }
    return ran;
  }

  /** Loop thread only; for its test. */
  void replaceSelector() throws IOException {
    selector.replace();
  }

  private void terminate() {
    terminated = true;
    closing = true;
    while (tasks.runAll(barrier) > 0) {
      clock.awake();
    }
    selector.close();
    clock.iterated();
  }
}
