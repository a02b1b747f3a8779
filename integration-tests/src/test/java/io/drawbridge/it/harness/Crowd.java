// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * Strangers at a gateway's door: more than there are places for them, and some 400 new ones a
 * second. A connection that was turned away is forgotten; the next one comes from the next source.
 */
public final class Crowd implements AutoCloseable {
  private static final int SIZE = 1_300;
  private static final long PAUSE = Duration.ofMillis(2).toNanos();

  /** What a stranger does with its connection. */
  public interface Act {
    /** Does it with the connection of that number. */
    void on(Client client, int number) throws IOException;
  }

  private final int port;
  private final int sources;
  private final Act act;
  private final CountDownLatch gathered = new CountDownLatch(1);
  private final Thread thread;
  private volatile boolean over;

  private Crowd(int port, int sources, Act act) {
    this.port = port;
    this.sources = sources;
    this.act = act;
    this.thread = Thread.ofPlatform().name("crowd").start(this::come);
  }

  /**
   * Comes to a port, from loopback's usual address or from so many others; waits until it is there.
   */
  public static Crowd at(int port, int sources, Act act) throws InterruptedException {
    Crowd crowd = new Crowd(port, sources, act);
    crowd.gathered.await();
    return crowd;
  }

  private void come() {
    Deque<Client> open = new ArrayDeque<>();
    for (int i = 0; !over; i++) {
      try {
        Client client = Client.plain(source(i % sources), port, 0);
        open.add(client);
        act.on(client, i);
      } catch (IOException | UncheckedIOException _) {
        // It gave way, as it should.
        Thread.onSpinWait();
      }
      if (open.size() >= SIZE) {
        open.remove().close();
        gathered.countDown();
        LockSupport.parkNanos(PAUSE);
      }
    }
    open.forEach(Client::close);
  }

  private String source(int number) {
    return sources == 1 ? "127.0.0.1" : "127.9." + number / 250 + "." + (1 + number % 250);
  }

  /** It goes away, all of it. */
  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }
}
