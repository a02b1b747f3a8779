// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;

/** Clients that come, do one thing and go, again and again, each on a thread of its own. */
public final class Visits implements AutoCloseable {
  /** More failures in a row than this end a client. */
  private static final int PATIENCE = 100;

  private final List<Thread> threads = new ArrayList<>();
  private final LongAdder done = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private volatile boolean ending;
  private volatile IOException last;

  private Visits() {}

  /** What a client does once, with its own state. */
  @FunctionalInterface
  public interface Visit {
    /** Comes and goes. */
    void make() throws IOException;
  }

  /** Makes the visit of each client. */
  @FunctionalInterface
  public interface Visitors {
    /** Of the client with this number. */
    Visit number(int client) throws IOException;
  }

  /** Starts the clients. */
  public static Visits start(int clients, Visitors visitors) throws IOException {
    Visits visits = new Visits();
    for (int i = 0; i < clients; i++) {
      Visit visit = visitors.number(i);
      visits.threads.add(
          Thread.ofPlatform().name("client-" + i).daemon().unstarted(() -> visits.run(visit)));
    }
    visits.threads.forEach(Thread::start);
    return visits;
  }

  private void run(Visit visit) {
    int inARow = 0;
    while (!ending && inARow < PATIENCE) {
      try {
        visit.make();
        done.increment();
        inARow = 0;
      } catch (IOException e) {
        // Told by check(), with their number.
        last = e;
        failed.increment();
        inARow++;
      }
    }
  }

  /** How many visits are done. */
  public long done() {
    return done.sum();
  }

  /** How many visits failed. */
  public long failed() {
    return failed.sum();
  }

  /** Throws if any visit failed. */
  public void check() throws IOException {
    if (failed() > 0) {
      throw new IOException(failed() + " of " + (done() + failed()) + " failed", last);
    }
  }

  @Override
  public void close() {
    ending = true;
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
