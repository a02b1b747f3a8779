// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One thread with a selector and two large buffers, for any number of connections. It does as
 * little as can be: the generator shares the machine with what it measures.
 */
final class LoadLoop implements AutoCloseable {
  private static final int BUFFER = 256 << 10;

  private final Selector selector;
  private final Thread thread;
  private final ByteBuffer scratch = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer ballast = ByteBuffer.allocateDirect(BUFFER);

  /** Bytes received; written by the loop's thread alone. */
  private final AtomicLong received = new AtomicLong();

  private final AtomicInteger broken = new AtomicInteger();
  private volatile boolean ending;
  private volatile Throwable failure;

  private LoadLoop(String name) throws IOException {
    selector = Selector.open();
    thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  /** What is done at one end of a connection, on its loop's thread. */
  @FunctionalInterface
  interface Handler {
    /**
     * Its channel can do what it waits for. An {@link IOException} closes the channel, which counts
     * as broken; anything else ends the loop as a failure.
     */
    void ready(SelectionKey key, LoadLoop loop) throws IOException;
  }

  static LoadLoop start(String name) throws IOException {
    LoadLoop loop = new LoadLoop(name);
    loop.thread.start();
    return loop;
  }

  /** Gives it a channel, from any thread. */
  void add(SelectableChannel channel, int operations, Handler handler) throws IOException {
    channel.configureBlocking(false);
    channel.register(selector, operations, handler);
    selector.wakeup();
  }

  /** For what is read, empty. Only for the loop's thread, until the handler returns. */
  ByteBuffer scratch() {
    return scratch.clear();
  }

  /** For what is sent where nobody looks at it, full. Only for the loop's thread. */
  ByteBuffer ballast() {
    return ballast.clear();
  }

  void count(long bytes) {
    received.setOpaque(received.getPlain() + bytes);
  }

  long received() {
    return received.getOpaque();
  }

  /** How many connections an error ended, or the other side. */
  int broken() {
    return broken.get();
  }

  /**
   * Whether the loop still runs, or ended because it was closed. That connections broke is no
   * matter: at the target every run ends like that.
   *
   * @throws IOException with what ended it
   */
  void checkAlive() throws IOException {
    if (failure != null) {
      throw new IOException(thread.getName() + " has failed", failure);
    }
  }

  /** The same, and throws also if any connection has broken. */
  void check() throws IOException {
    checkAlive();
    if (broken() > 0) {
      throw new IOException(broken() + " connections broke");
    }
  }

  private void run() {
    try {
      while (!ending) {
        selector.select(this::ready);
      }
    } catch (Throwable e) {
      // Whatever it is: a thread that is gone must not look like a proxy that is slow.
      failure = e;
    }
  }

  private void ready(SelectionKey key) {
    try {
      ((Handler) key.attachment()).ready(key, this);
    } catch (IOException e) {
      // Expected when a run ends: connections are reset. Whoever must not lose one calls check().
      close(key, e);
      broken.incrementAndGet();
    }
  }

  private static void close(SelectionKey key, IOException why) {
    key.cancel();
    try {
      key.channel().close();
    } catch (IOException e) {
      e.addSuppressed(why);
      throw new IllegalStateException("a channel cannot be closed", e);
    }
  }

  @Override
  public void close() throws IOException {
    if (!selector.isOpen()) {
      return;
    }
    ending = true;
    selector.wakeup();
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    for (SelectionKey key : selector.keys()) {
      key.channel().close();
    }
    selector.close();
  }
}
