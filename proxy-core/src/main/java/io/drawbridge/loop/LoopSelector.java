// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.io.IOException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * The selector of one loop: woken only where it may sleep, and replaced when it spins. Loop thread
 * only, but for {@link #wakeup}.
 */
final class LoopSelector {
  private final FaultBarrier barrier;
  private final LoopClock clock;
  private final Consumer<SelectionKey> dispatch = this::dispatch;
  private final AtomicBoolean awake = new AtomicBoolean(true); // or has been woken
  private final SpinGuard spinGuard = new SpinGuard();
  private volatile Selector selector;

  LoopSelector(FaultBarrier barrier, LoopClock clock) throws IOException {
    this.barrier = barrier;
    this.clock = clock;
    this.selector = Selector.open();
  }

  void wakeup() {
    if (awake.compareAndSet(false, true)) {
      selector.wakeup();
    }
  }

  /** From here on the loop may sleep, and has to be woken. */
  void rests() {
    awake.set(false);
  }

  /** From here on it need not be woken; whether it was. */
  boolean wakes() {
    return awake.getAndSet(true);
  }

  Registration register(EventLoop loop, SocketChannel channel, LoopHandler handler)
      throws IOException {
    return new Registration(loop, selector, channel, handler);
  }

  /** Tells handlers of what their channels can do; 0 does not wait for that. */
  int select(long waitMillis) throws IOException {
    return waitMillis == 0 ? selector.selectNow(dispatch) : selector.select(dispatch, waitMillis);
  }

  private void dispatch(SelectionKey key) {
    // The selector tells of events before it returns: the first of them stamps the clock.
    clock.awake();
    LoopHandler handler = ((Registration) key.attachment()).handler;
    // An earlier handler of this round may have cancelled it.
    if (key.isValid()) {
      barrier.ready(handler, key);
    }
  }

  /** Tells every handler; one that throws fails. */
  void tellClockMoved() {
    each(registration -> barrier.clockMoved(registration.handler));
  }

  private void each(Consumer<Registration> action) {
    // A copy: a handler may close its channel, and that of another one.
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      if (key.isValid()) {
        action.accept((Registration) key.attachment());
      }
    }
  }

  /** It has returned, with a reason or without; as {@link SpinGuard#returned}. */
  void returned(boolean reason) throws IOException {
    if (!reason) {
      // Nobody has a reason to interrupt a loop, and an interrupt that stayed would end every
      // sleep.
      Thread.interrupted();
    }
    if (spinGuard.returned(reason)) {
      replace();
    }
  }

  void replace() throws IOException {
    barrier.report(new IOException("the selector spins; it is replaced"));
    Selector old = selector;
    Selector fresh = Selector.open();
    each(registration -> move(registration, fresh));
    selector = fresh;
    old.close();
    // A wakeup may have gone to the old one.
    fresh.wakeup();
  }

  private void move(Registration registration, Selector to) {
    try {
      registration.move(to);
    } catch (IOException | RuntimeException lost) {
      // Nobody would tell its owner of anything again.
      barrier.fail(registration.handler, lost);
    }
  }

  /** Fails whatever is still registered, and closes. */
  void close() {
    try {
      each(registration -> barrier.fail(registration.handler, new ClosedSelectorException()));
    } finally {
      try {
        selector.close();
      } catch (IOException failure) {
        barrier.report(failure);
      }
    }
  }

  /**
   * Notices a selector that keeps returning at once with nothing to do: a kernel or JDK defect that
   * would burn a whole processor for ever. Loop thread only.
   */
  static final class SpinGuard {
    /** Returns in a row, each without a reason; Netty uses the same number. */
    static final int THRESHOLD = 512;

    private int empty;

    /**
     * Whether the selector spins and is to be replaced; asked at every return of it.
     *
     * @param reason whether there was one: a ready channel, a task, a due timer, the time asked for
     */
    boolean returned(boolean reason) {
      empty = reason ? 0 : empty + 1;
      if (empty <= THRESHOLD) {
        return false;
      }
      empty = 0;
      return true;
    }
  }
}
