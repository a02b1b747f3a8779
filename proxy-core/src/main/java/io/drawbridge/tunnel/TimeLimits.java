// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.observe.CloseReason;
import java.time.Duration;

/**
 * The limits of a tunnel that time decides. Nothing is armed when bytes move: whoever holds the one
 * timer looks here when it fires, and sets it anew.
 */
final class TimeLimits {
  static final long NEVER = Long.MAX_VALUE;

  private final long started;
  private final long lifetime;
  private final long credential;
  private final long idle;
  private final long halfClosed;
  private final long stalled;
  private long left;
  private CloseReason nearest;

  TimeLimits(TunnelLimits limits, long now) {
    this.started = now;
    this.lifetime = limits.lifetime().map(TimeLimits::nanos).orElse(NEVER);
    this.credential = limits.credential().map(TimeLimits::nanos).orElse(NEVER);
    this.idle = limits.idle().map(TimeLimits::nanos).orElse(NEVER);
    this.halfClosed = nanos(limits.halfClosed());
    this.stalled = nanos(limits.stalled());
  }

  /** Finds the limit that strikes next, given how things stand. */
  void look(Flow up, Flow down, long now) {
    left = NEVER;
    nearest = null;
    consider(CloseReason.LIFETIME, started, lifetime, now);
    consider(CloseReason.TOKEN_EXPIRED, started, credential, now);
    long last = later(up.progress().at(), down.progress().at());
    consider(CloseReason.IDLE, last, idle, now);
    if (up.writes()) {
      consider(CloseReason.STALLED, up.progress().waitingSince(), stalled, now);
    }
    if (down.writes()) {
      consider(CloseReason.STALLED, down.progress().waitingSince(), stalled, now);
    }
    if (up.ended() != down.ended()) {
      consider(CloseReason.HALF_CLOSED, last, halfClosed, now);
    }
  }

  /** Nanoseconds until then, zero or less if it has struck, or {@link #NEVER}. */
  long left() {
    return left;
  }

  /** Which one; null if none. */
  CloseReason nearest() {
    return nearest;
  }

  private void consider(CloseReason reason, long since, long limit, long now) {
    if (limit != NEVER && limit - (now - since) < left) {
      left = limit - (now - since);
      nearest = reason;
    }
  }

  private static long later(long a, long b) {
    return a - b > 0 ? a : b;
  }

  /** A hundred years are as good as never; three hundred would overflow. */
  private static long nanos(Duration duration) {
    return duration.compareTo(Duration.ofDays(36_500)) > 0 ? NEVER : duration.toNanos();
  }
}
