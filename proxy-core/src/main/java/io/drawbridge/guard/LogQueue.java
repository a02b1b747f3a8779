// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.util.ResourceBundle;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * In front of an embedder's logger, so that no log call can change what the gateway does: lines are
 * written in their order by a thread of its own, and whoever logs neither waits nor hears of a
 * fault. A logger that throws loses the line. Where it blocks, at most 1,000 lines wait: whoever
 * makes the gateway log can fill that, the newest lines give way, and how many were lost is told
 * once it writes again. Safe for concurrent use.
 */
public final class LogQueue implements System.Logger, AutoCloseable {
  private static final int MOST = 1_000;
  private static final long LAST_LINES_MILLIS = 1_000;

  private final System.Logger behind;
  private final BlockingQueue<Runnable> lines = new ArrayBlockingQueue<>(MOST);
  private final AtomicLong lost = new AtomicLong();
  private final WatchedThread writer;
  private volatile boolean writing;

  /** A queue with its thread. */
  public LogQueue(System.Logger behind) {
    this.behind = behind;
    this.writer = WatchedThread.start("drawbridge-log", this::write);
  }

  private long write() {
    writing = true;
    try {
      for (Runnable line = lines.poll(); line != null; line = lines.poll()) {
        line.run();
      }
      long missing = lost.getAndSet(0);
      if (missing > 0) {
        behind.log(Level.WARNING, missing + " lines were lost: the log did not take them in time");
      }
    } finally {
      writing = false;
    }
    return WatchedThread.LONGEST_REST.toNanos();
  }

  private void put(Runnable line) {
    if (!lines.offer(line)) {
      lost.incrementAndGet();
    }
    writer.wake();
  }

  /** How many lines wait. */
  int waiting() {
    return lines.size() + (writing ? 1 : 0);
  }

  @Override
  public String getName() {
    return "io.drawbridge";
  }

  @Override
  public boolean isLoggable(Level level) {
    try {
      return behind.isLoggable(level);
    } catch (Throwable _) {
      // A logger that cannot even say so is asked to write, and fails where it harms nobody.
      return true;
    }
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String message, Throwable thrown) {
    put(() -> behind.log(level, bundle, message, thrown));
  }

  @Override
  public void log(Level level, ResourceBundle bundle, String format, Object... values) {
    put(() -> behind.log(level, bundle, format, values));
  }

  /** Writes what waits, for at most a second, and ends the thread. */
  @Override
  public void close() {
    long end = System.nanoTime() + LAST_LINES_MILLIS * 1_000_000;
    boolean interrupted = false;
    while (waiting() > 0 && System.nanoTime() - end < 0) {
      writer.wake();
      try {
        Thread.sleep(1);
      } catch (InterruptedException _) {
        interrupted = true;
      }
    }
    writer.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
