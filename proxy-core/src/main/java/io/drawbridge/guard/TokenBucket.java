// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

/**
 * Allows a number of requests per minute, and a burst. What takes more at once than it can hold
 * waits until it is full and leaves a debt. Whoever takes can empty it; whoever comes next then
 * gives way, by waiting or being refused as its owner decides. Not safe for concurrent use.
 */
public final class TokenBucket {
  private final double capacity;
  private final double perNano;
  private double tokens;
  private long filledAt;

  /**
   * A full one.
   *
   * @param capacity how many can be taken at once
   * @param perMinute how many come back in a minute
   * @param now in nanoseconds, compared by subtraction
   */
  public TokenBucket(int capacity, double perMinute, long now) {
    this.capacity = capacity;
    this.perNano = perMinute / 60e9;
    this.tokens = capacity;
    this.filledAt = now;
  }

  /** Whether that many can be taken. */
  public boolean has(int count, long now) {
    fill(now);
    return Math.max(0, tokens) >= Math.min(count, capacity);
  }

  /** Takes that many, or none of them. */
  public boolean take(int count, long now) {
    boolean there = has(count, now);
    tokens -= there ? count : 0;
    return there;
  }

  /** Takes that many, or what is there. */
  public void drain(int count, long now) {
    fill(now);
    tokens = Math.max(0, tokens - count);
  }

  /** How long until that many are there, in nanoseconds; at least 1. */
  public long nanosUntil(int count, long now) {
    fill(now);
    return 1 + (long) (Math.max(0, Math.min(count, capacity) - tokens) / perNano);
  }

  private void fill(long now) {
    tokens = Math.min(capacity, tokens + (now - filledAt) * perNano);
    filledAt = now;
  }
}
