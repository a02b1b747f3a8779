// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import io.drawbridge.common.OneLine;
import java.io.PrintStream;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Prints lines for threads that may not wait: an event loop that is held by a full pipe would hold
 * every tunnel with it, and a gateway that says that it drains would not. When nobody reads, lines
 * are dropped. Safe for concurrent use.
 */
public final class Notices implements AutoCloseable {
  private static final int MOST = 1_000;
  private static final long LAST_WORDS_MILLIS = 1_000;

  private final BlockingQueue<String> lines = new ArrayBlockingQueue<>(MOST);
  private final PrintStream to;
  private final Thread thread;
  private volatile boolean closed;

  /** Prints there, on a thread of its own. */
  public Notices(PrintStream to) {
    this.to = to;
    this.thread = Thread.ofPlatform().daemon().name("drawbridge-notices").start(this::print);
  }

  /** Prints a line soon; what it repeats may come from outside and is made harmless. */
  public void tell(String line) {
    lines.offer("drawbridge: " + OneLine.of(line));
  }

  private void print() {
    try {
      while (!closed) {
        to.println(lines.take());
      }
    } catch (InterruptedException _) {
      // Closed.
      closed = true;
    }
    // What was told before the end is still printed.
    lines.forEach(to::println);
  }

  /** Prints what is left, for at most a second. */
  @Override
  public void close() {
    closed = true;
    thread.interrupt();
    try {
      thread.join(LAST_WORDS_MILLIS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
