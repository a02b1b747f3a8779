// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.guard.SourcePrefix;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Who may be here without having proved who they are. Anybody who reaches the listener can fill it,
 * so the newcomer has a place, and an older one gives way: of a source that holds its limit, its
 * oldest; else, when all places are taken, the oldest of the source that holds most. Sources that
 * hold no more than a {@value #SHARES}th of the places are equals, and among equals the oldest
 * gives way: otherwise a crowd with one connection each would drive out every address that many
 * jobs come from. The tables hold those who are here, so the settings bound them, and at most
 * {@value #SHARES} crowds are above their share. Safe for concurrent use; every call is short.
 */
final class Admission {
  /**
   * With the standard 1,024 places a source of 16 connections is still nobody's burden: a machine
   * on which many jobs begin at the same time. It also bounds how many sources are compared.
   */
  private static final int SHARES = 64;

  /** Somebody who waits to prove who they are. */
  interface Stranger {
    InetAddress address();

    /** Gives way: the connection is closed. Called outside the lock. */
    void giveWay();
  }

  /** Those of one source, the oldest first, each with its number of arrival. */
  private static final class Crowd {
    private final LinkedHashMap<Stranger, Long> members = new LinkedHashMap<>();

    private Stranger oldest() {
      return members.firstEntry().getKey();
    }

    private boolean yieldsBefore(Crowd other) {
      int more = members.size() - other.members.size();
      return more > 0
          || more == 0 && members.firstEntry().getValue() < other.members.firstEntry().getValue();
    }
  }

  private final int most;
  private final int mostPerSource;
  private final LinkedHashSet<Stranger> all = new LinkedHashSet<>();
  private final Map<SourcePrefix, Crowd> bySource = new HashMap<>();
  private final Set<Crowd> aboveShare = new HashSet<>();
  private long arrivals;

  Admission(int most, int mostPerSource) {
    this.most = most;
    this.mostPerSource = mostPerSource;
  }

  /** Lets a stranger in; another gives way where there is no place. */
  void enter(Stranger stranger) {
    Stranger yielding = null;
    synchronized (this) {
      SourcePrefix source = SourcePrefix.of(stranger.address());
      Crowd own = bySource.get(source);
      if (own != null && own.members.size() >= mostPerSource) {
        yielding = own.oldest();
      } else if (all.size() >= most) {
        yielding = next();
      }
      if (yielding != null) {
        leave(yielding);
      }
      own = bySource.computeIfAbsent(source, _ -> new Crowd());
      own.members.put(stranger, arrivals++);
      all.add(stranger);
      if (own.members.size() > share()) {
        aboveShare.add(own);
      }
    }
    if (yielding != null) {
      yielding.giveWay();
    }
  }

  private int share() {
    return most / SHARES;
  }

  private Stranger next() {
    Crowd fullest = null;
    for (Crowd each : aboveShare) {
      if (fullest == null || each.yieldsBefore(fullest)) {
        fullest = each;
      }
    }
    return fullest == null ? all.getFirst() : fullest.oldest();
  }

  /** The stranger is known now, or gone. May be called more than once. */
  synchronized void leave(Stranger stranger) {
    all.remove(stranger);
    SourcePrefix source = SourcePrefix.of(stranger.address());
    Crowd own = bySource.get(source);
    if (own == null) {
      return;
    }
    own.members.remove(stranger);
    if (own.members.size() <= share()) {
      aboveShare.remove(own);
    }
    if (own.members.isEmpty()) {
      bySource.remove(source);
    }
  }

  synchronized int present() {
    return all.size();
  }
}
