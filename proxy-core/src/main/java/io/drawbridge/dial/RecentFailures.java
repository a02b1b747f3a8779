// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.loop.Deadline;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/** What failed lately; what does not fit is merely not remembered. Safe for concurrent use. */
final class RecentFailures<T> {
  /** Of names, which have 253 characters at most, a quarter of a MiB. */
  private static final int MOST = 1_024;

  private final ConcurrentMap<T, Deadline> until = new ConcurrentHashMap<>();
  private final Duration kept;

  RecentFailures(Duration kept) {
    this.kept = kept;
  }

  void add(T failed) {
    if (until.size() >= MOST) {
      until.values().removeIf(Deadline::passed);
    }
    if (until.size() < MOST) {
      until.put(failed, Deadline.after(kept));
    }
  }

  void remove(T answered) {
    until.remove(answered);
  }

  boolean contains(T what) {
    Deadline end = until.get(what);
    return end != null && !end.passed();
  }
}
