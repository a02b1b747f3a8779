// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Time that a test turns; it starts just before an overflow, which must not matter. */
public final class TestTicker implements LongSupplier {
  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);

  private final AtomicInteger failures = new AtomicInteger();

  @Override
  public long getAsLong() {
    if (failures.get() > 0) {
      failures.decrementAndGet();
      throw new OutOfMemoryError("a test's");
    }
    return now.get();
  }

  public void advance(Duration by) {
    now.addAndGet(by.toNanos());
  }

  /** The next so many times it is asked it fails, as anything may where there is no memory. */
  public void fail(int times) {
    failures.set(times);
  }

  /** How many failures are still to come. */
  public int failures() {
    return failures.get();
  }
}
