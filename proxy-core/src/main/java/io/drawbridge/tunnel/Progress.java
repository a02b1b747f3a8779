// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import java.util.concurrent.atomic.AtomicLong;

/** What a flow has moved, and since when it has not. Loop thread only, but for {@link #moved}. */
final class Progress {
  private final AtomicLong moved = new AtomicLong();
  private long at; // the sink took bytes, or the flow began or ended
  private long waitingSince;

  Progress(long now) {
    at = now;
  }

  void taken(int count, long now) {
    if (count > 0) {
      moved.lazySet(moved.getPlain() + count);
      drained(now);
    }
  }

  /** The sink's network took bytes that the sink had taken before. */
  void drained(long now) {
    at = now;
    waitingSince = now;
  }

  /** From now on the flow waits for its sink. */
  void waits(long now) {
    waitingSince = now;
  }

  void ends(long now) {
    at = now;
  }

  /** Bytes the sink has taken; any thread. */
  long moved() {
    return moved.get();
  }

  /** When the sink last took bytes, or the flow began or ended. */
  long at() {
    return at;
  }

  /** No progress since then; only while the flow waits for its sink. */
  long waitingSince() {
    return waitingSince;
  }
}
