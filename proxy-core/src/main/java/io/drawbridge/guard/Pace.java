// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** Lets something be done once in a while, such as a line about a fault. Any thread. */
public final class Pace {
  private final Ticker ticker;
  private final long every;
  private final AtomicLong next;

  /** Once in that time, beginning now. */
  public Pace(Ticker ticker, Duration every) {
    this.ticker = ticker;
    this.every = every.toNanos();
    this.next = new AtomicLong(ticker.nanos());
  }

  /** Whether it is time again; counts as done then. */
  public boolean admits() {
    long now = ticker.nanos();
    long due = next.get();
    return now - due >= 0 && next.compareAndSet(due, now + every);
  }
}
