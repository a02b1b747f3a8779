// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Runs what does not belong to the loop and lets nothing it throws get further. Loop thread only.
 */
final class FaultBarrier {
  private final Consumer<Throwable> onFault;
  private final AtomicLong faults = new AtomicLong();

  FaultBarrier(Consumer<Throwable> onFault) {
    this.onFault = onFault;
  }

  /** Any thread. */
  long faults() {
    return faults.get();
  }

  void run(Runnable task) {
    try {
      task.run();
    } catch (Throwable cause) {
      report(cause);
    }
  }

  /** The key is asked in here: a channel closed by another thread has taken it back. */
  void ready(LoopHandler handler, SelectionKey key) {
    try {
      handler.ready(key.readyOps());
    } catch (Throwable cause) {
      report(cause);
      fail(handler, cause);
    }
  }

  void fail(LoopHandler handler, Throwable cause) {
    try {
      handler.failed(cause);
    } catch (Throwable worse) {
      report(worse);
    }
  }

  /** Fails whatever is still registered: the loop ends. */
  void failAll(Selector selector) {
    for (SelectionKey key : new ArrayList<>(selector.keys())) {
      if (key.isValid()) {
        fail(((ChannelRegistration) key.attachment()).handler, new ClosedSelectorException());
      }
    }
  }

  void report(Throwable cause) {
    faults.incrementAndGet();
    try {
      onFault.accept(cause);
    } catch (Throwable ignored) {
      // Counted already; whoever is told of faults must not end the loop with one of its own.
    }
  }
}
