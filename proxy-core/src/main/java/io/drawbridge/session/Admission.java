// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/**
 * Who may be here without having proved who they are. A source that holds too many is turned away;
 * when all places are taken, the oldest connection of the source that holds most gives way, so that
 * a flood from one place cannot shut out the others. Safe for concurrent use; every call is short.
 */
final class Admission {
  /** Somebody who waits to prove who they are. */
  interface Stranger {
    /** Where from. */
    InetAddress address();

    /** Gives way: the connection is closed. Called outside the lock. */
    void giveWay();
  }

  private record Source(int bits, long high) {
    static Source of(InetAddress address) {
      byte[] bytes = address.getAddress();
      long high = 0;
      for (byte b : bytes.length == 4 ? bytes : Arrays.copyOf(bytes, 8)) {
        high = high << 8 | b & 0xff;
      }
      return new Source(bytes.length == 4 ? 32 : 64, high);
    }
  }

  private final int most;
  private final int mostPerSource;
  private final Map<Source, Deque<Stranger>> bySource = new HashMap<>();
  private int present;

  Admission(int most, int mostPerSource) {
    this.most = most;
    this.mostPerSource = mostPerSource;
  }

  /** Lets a stranger in; false if its source holds too many already. */
  boolean enter(Stranger stranger) {
    Stranger yielding = null;
    synchronized (this) {
      Deque<Stranger> own =
          bySource.computeIfAbsent(Source.of(stranger.address()), _ -> new ArrayDeque<>());
      if (own.size() >= mostPerSource) {
        return false;
      }
      if (present >= most) {
        yielding = oldestOfFullest();
      }
      own.addLast(stranger);
      present++;
    }
    if (yielding != null) {
      yielding.giveWay();
    }
    return true;
  }

  private Stranger oldestOfFullest() {
    Deque<Stranger> fullest = null;
    for (Deque<Stranger> each : bySource.values()) {
      if (fullest == null || each.size() > fullest.size()) {
        fullest = each;
      }
    }
    Stranger oldest = fullest == null ? null : fullest.pollFirst();
    if (oldest != null) {
      present--;
    }
    return oldest;
  }

  /** The stranger is known now, or gone. May be called more than once. */
  synchronized void leave(Stranger stranger) {
    Source source = Source.of(stranger.address());
    Deque<Stranger> own = bySource.get(source);
    if (own == null) {
      return;
    }
    if (own.remove(stranger)) {
      present--;
    }
    if (own.isEmpty()) {
      bySource.remove(source);
    }
  }

  /** How many are waiting. */
  synchronized int present() {
    return present;
  }
}
