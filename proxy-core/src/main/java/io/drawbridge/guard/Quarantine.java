// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * Stops asking a plugin that failed several times in a row, but for one probe at an interval; one
 * answer lifts it. Only what the plugin itself does brings it in: a client that leaves it too
 * little time does not count. Until then sessions that need it are refused. Safe for concurrent
 * use.
 */
final class Quarantine {
  private final int after;
  private final long probeNanos;
  private final LongSupplier ticker;
  private final Consumer<Boolean> changed;
  private int inRow;
  private boolean on;
  private long nextProbe;

  /** Tells {@code changed} when it begins ({@code true}) and ends. */
  Quarantine(int after, Duration probeEvery, LongSupplier ticker, Consumer<Boolean> changed) {
    this.after = after;
    this.probeNanos = probeEvery.toNanos();
    this.ticker = ticker;
    this.changed = changed;
  }

  /** Whether the plugin may be asked now. */
  synchronized boolean admits() {
    if (!on) {
      return true;
    }
    long now = ticker.getAsLong();
    if (now - nextProbe < 0) {
      return false;
    }
    nextProbe = now + probeNanos;
    return true;
  }

  synchronized boolean isOn() {
    return on;
  }

  void answered() {
    boolean lifted;
    synchronized (this) {
      lifted = on;
      on = false;
      inRow = 0;
    }
    if (lifted) {
      changed.accept(false);
    }
  }

  void failed() {
    boolean begun;
    synchronized (this) {
      inRow++;
      begun = !on && inRow >= after;
      if (begun) {
        on = true;
        nextProbe = ticker.getAsLong() + probeNanos;
      }
    }
    if (begun) {
      changed.accept(true);
    }
  }
}
