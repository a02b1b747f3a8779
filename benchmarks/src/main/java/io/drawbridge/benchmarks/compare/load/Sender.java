// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Sends every message when it is due, or as soon after that as it can, on a thread of its own. */
final class Sender implements AutoCloseable {
  /** How long it lets a full socket be. */
  private static final long FULL_NANOS = 50_000;

  private final List<SocketChannel> channels;
  private final int size;
  private final OpenLoop.Schedule schedule;
  private final Thread thread = Thread.ofPlatform().name("sender").daemon().unstarted(this::run);

  /** How many messages are due in all; not known before the end. */
  private volatile long last = Long.MAX_VALUE;

  private volatile boolean closed;
  private volatile Throwable failure;

  /** For channels that do not block; they take turns. */
  Sender(List<SocketChannel> channels, int size, OpenLoop.Schedule schedule) {
    this.channels = channels;
    this.size = size;
    this.schedule = schedule;
  }

  void start() {
    thread.start();
  }

  /**
   * Messages that are not due by now are not sent any more, the others are, if late.
   *
   * @return how many are due
   */
  long finish() {
    long now = System.nanoTime();
    long turn = Math.max(0, (long) ((now - schedule.begin()) * (schedule.perSecond() / 1e9)) - 1);
    while (schedule.due(turn) - now <= 0) {
      turn++;
    }
    last = turn;
    LockSupport.unpark(thread);
    return turn;
  }

  void check() throws IOException {
    if (failure != null) {
      throw new IOException("messages could not be sent", failure);
    }
  }

  private void run() {
    exactTimers();
    ByteBuffer message = ByteBuffer.allocateDirect(size);
    try {
      for (long turn = 0; await(turn); turn++) {
        send(channels.get((int) (turn % channels.size())), message.clear());
      }
    } catch (Throwable e) {
      // The run cannot count any more: check() says so.
      failure = e;
    }
  }

  /** Waits until a message is due; false if there is no such message. */
  private boolean await(long turn) {
    long wait = schedule.due(turn) - System.nanoTime();
    while (wait > 0 && turn < last && !closed) {
      LockSupport.parkNanos(wait);
      wait = schedule.due(turn) - System.nanoTime();
    }
    return turn < last && !closed;
  }

  private void send(SocketChannel channel, ByteBuffer message) throws IOException {
    while (message.hasRemaining() && !closed) {
      if (channel.write(message) == 0) {
        // The time belongs to the proxy: it shares the machine.
        LockSupport.parkNanos(FULL_NANOS);
      }
    }
  }

  /** By default Linux lets timers be late by 50 microseconds. */
  private static void exactTimers() {
    try {
      String thread = Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
      Files.writeString(Path.of("/proc/" + thread + "/timerslack_ns"), "1");
    } catch (IOException | UnsupportedOperationException _) {
      // Later timers are the same for every contender.
      return;
    }
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(thread);
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
