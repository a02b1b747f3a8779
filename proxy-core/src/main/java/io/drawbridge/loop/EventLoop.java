// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One thread, one selector, and the channels, timers and scratch memory that belong to it.
 *
 * <p>Other threads may call {@link #execute}, {@link #isCurrent}, {@link #close} and the
 * measurements {@link #stalls}, {@link #running}, {@link #faults}; everything else is for the
 * loop's own thread and says so by {@link #assertCurrent}.
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

  private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

  private final Thread thread;
  private final FaultBarrier barrier;
  private final Consumer<SelectionKey> dispatch = this::dispatch;
  private final Consumer<Runnable> runTask;
  private final TaskQueue tasks = new TaskQueue();
  private final AtomicBoolean awake = new AtomicBoolean(true); // or has been woken
  private final TimerHeap timers = new TimerHeap();
  private final SpinGuard spinGuard = new SpinGuard();
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(SCRATCH_BYTES);
  private final LoopClock clock = new LoopClock();
  private volatile Selector selector;
  private volatile boolean closing;
  private volatile boolean terminated;

  private EventLoop(String name, Consumer<Throwable> onFault) throws IOException {
    this.barrier = new FaultBarrier(onFault);
    this.runTask = barrier::run;
    this.selector = Selector.open();
    this.thread = Thread.ofPlatform().name(name).daemon(true).unstarted(this::run);
  }

  /** Starts a loop whose faults are counted only; see {@link #start(String, Consumer)}. */
  public static EventLoop start(String name) {
    return start(name, fault -> {});
  }

  /**
   * Starts a loop.
   *
   * @param name of its thread
   * @param onFault told on the loop, briefly, what a handler or task threw
   * @throws UncheckedIOException if the system grants no selector
   */
  public static EventLoop start(String name, Consumer<Throwable> onFault) {
    try {
      EventLoop loop = new EventLoop(name, onFault);
      loop.thread.start();
      return loop;
    } catch (IOException failure) {
      throw new UncheckedIOException("no selector", failure);
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
    wakeup();
  }

  private void wakeup() {
    if (awake.compareAndSet(false, true)) {
      selector.wakeup();
    }
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
    return new ChannelRegistration(this, selector, channel, handler);
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

  /** How long the running iteration has taken, zero while the loop sleeps; any thread. */
  public Duration running() {
    return clock.running();
  }

  /** How often a handler or task threw, or the selector was replaced; any thread. */
  public long faults() {
    return barrier.faults();
  }

  /**
   * Takes no more tasks, runs those it has, fails what is still registered, and ends the thread;
   * waits for that at most 5 s. Any thread, idempotent.
   */
  @Override
  public void close() {
    closing = true;
    wakeup();
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
    try {
      while (!closing || !tasks.isEmpty()) {
        iterate();
      }
    } catch (Throwable fault) {
      barrier.report(fault);
    } finally {
      terminate();
    }
  }

  private void iterate() throws IOException {
    long asleep = System.nanoTime();
    // Before it looks at its tasks for the last time: whoever brings one after that wakes it, and
    // whoever comes while it works saves the three system calls.
    awake.set(false);
    long wait = waitMillis(asleep);
    int selected = select(wait);
    clock.awake();
    boolean woken = awake.getAndSet(true);
    boolean waited = wait == 0 || (wait > 0 && clock.now() - asleep >= wait * 500_000);
    int ran = runTimers() + tasks.runAll(runTask);
    clock.iterated();
    if (spinGuard.returned(selected + ran > 0 || woken || waited)) {
      replaceSelector();
    }
  }

  /** 0: do not wait. Negative: as long as it takes. */
  private long waitMillis(long now) {
    if (closing || !tasks.isEmpty()) {
      return 0;
    }
    if (timers.isEmpty()) {
      return -1;
    }
    long remaining = timers.remaining(now);
    return remaining <= 0 ? 0 : (remaining + 999_999) / 1_000_000;
  }

  private int select(long wait) throws IOException {
    if (wait == 0) {
      return selector.selectNow(dispatch);
    }
    return wait > 0 ? selector.select(dispatch, wait) : selector.select(dispatch);
  }

  private void dispatch(SelectionKey key) {
    // The selector tells of events before it returns: the first of them stamps the clock.
    clock.awake();
    LoopHandler handler = ((ChannelRegistration) key.attachment()).handler;
    // An earlier handler of this round may have cancelled it.
    if (!key.isValid()) {
      return;
    }
    barrier.ready(handler, key);
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

  /** Loop thread only; package-private for its test. */
  void replaceSelector() throws IOException {
    barrier.report(new IOException("the selector spins; it is replaced"));
    Selector old = selector;
    Selector fresh = Selector.open();
    ChannelRegistration.moveAll(old, fresh);
    selector = fresh;
    old.close();
    // A wakeup may have gone to the old one.
    fresh.wakeup();
  }

  private void terminate() {
    terminated = true;
    closing = true;
    while (tasks.runAll(runTask) > 0) {
      clock.awake();
    }
    barrier.failAll(selector);
    try {
      selector.close();
    } catch (IOException failure) {
      barrier.report(failure);
    }
    clock.iterated();
  }
}
