// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntFunction;

/**
 * Clients that connect, do one thing and go, again and again, each on a thread of its own. What is
 * not an {@link IOException} ends a client, as a failure.
 */
public final class ConnectionLoad implements AutoCloseable {
  /** More failures in a row than this end a client. */
  private static final int PATIENCE = 100;

  /** Longer than an exchange may take: see {@link ByteExchange}. */
  public static final Duration END = Duration.ofSeconds(15);

  private final List<Thread> threads = new ArrayList<>();
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final Duration limit;
  private volatile boolean ending;
  private volatile Throwable last;

  private ConnectionLoad(Duration limit) {
    this.limit = limit;
  }

  /** What a client does once, with its own state. */
  @FunctionalInterface
  public interface Exchange {
    /** Comes and goes. An interrupt ends it. */
    void make() throws IOException;
  }

  /**
   * Starts the clients.
   *
   * @param clients makes the exchange of each, by its number
   * @param limit for what is under way at the end, such as {@link #END}
   */
  public static ConnectionLoad start(int number, IntFunction<Exchange> clients, Duration limit) {
    ConnectionLoad load = new ConnectionLoad(limit);
    for (int i = 0; i < number; i++) {
      Exchange exchange = clients.apply(i);
      load.threads.add(
          Thread.ofPlatform().name("client-" + i).daemon().unstarted(() -> load.run(exchange)));
    }
    load.threads.forEach(Thread::start);
    return load;
  }

  private void run(Exchange exchange) {
    int inARow = 0;
    while (!ending && inARow < PATIENCE) {
      try {
        exchange.make();
        done.increment();
        inARow = 0;
      } catch (IOException e) {
        // Told by check(), with their number.
        failed(e);
        inARow++;
      } catch (Throwable e) {
        failed(e);
        return;
      }
    }
  }

  private void failed(Throwable e) {
    last = e;
    failed.increment();
  }

  /** How many exchanges are done. */
  public long done() {
    return done.sum();
  }

  /** How many exchanges failed. */
  public long failed() {
    return failed.sum();
  }

  /** Throws if any exchange failed. */
  public void check() throws IOException {
    if (failed() > 0) {
      throw new IOException(failed() + " of " + (done() + failed()) + " failed", last);
    }
  }

  /** Lets every client end what it does. Whoever takes too long is interrupted, and has failed. */
  @Override
  public void close() {
    ending = true;
    long begin = System.nanoTime();
    try {
      for (Thread thread : threads) {
        Duration left = limit.minusNanos(System.nanoTime() - begin);
        if (!thread.join(left.isNegative() ? Duration.ZERO : left)) {
          failed(new IOException(thread.getName() + " did not end in " + limit.toMillis() + " ms"));
          thread.interrupt();
        }
      }
    } catch (InterruptedException _) {
      threads.forEach(Thread::interrupt);
      Thread.currentThread().interrupt();
    }
  }
}
