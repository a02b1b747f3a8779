// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
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

  private LoadLoop(String name) throws IOException {
    selector = Selector.open();
    thread = Thread.ofPlatform().name(name).daemon().unstarted(this::run);
  }

  static LoadLoop start(String name) throws IOException {
    LoadLoop loop = new LoadLoop(name);
    loop.thread.start();
    return loop;
  }

  /** Gives it a channel, from any thread. */
  void add(SelectableChannel channel, int operations, Party party) throws IOException {
    channel.configureBlocking(false);
    channel.register(selector, operations, party);
    selector.wakeup();
  }

  /** For what is read, empty. Only for the loop's thread, until the party returns. */
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

  private void run() {
    try {
      while (!ending) {
        selector.select(this::ready);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClosedSelectorException e) {
      throw new IllegalStateException("only this thread closes it", e);
    }
  }

  private void ready(SelectionKey key) {
    try {
      ((Party) key.attachment()).ready(key, this);
    } catch (IOException _) {
      // Expected when a run ends: connections are reset. Whoever must not lose one looks at
      // broken().
      broken.incrementAndGet();
      close(key);
    }
  }

  private static void close(SelectionKey key) {
    key.cancel();
    try {
      key.channel().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
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
