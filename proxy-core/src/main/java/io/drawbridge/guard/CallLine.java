// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.function.Predicate;

/**
 * Calls that wait, the oldest of each source in turn. Clients fill it, some before it is known who
 * they are. Where it is full the newest call of the source with the most gives way to one that has
 * fewer; calls of nobody's never do. Guarded by its {@link Bulkhead}'s lock.
 */
final class CallLine {
  /** In the order of their turns; a source without a call is not there. */
  private final SequencedMap<Object, Deque<BoundedCall<?>>> bySource = new LinkedHashMap<>();

  private int size;

  int size() {
    return size;
  }

  /** Adds a call, where that many may wait; false if nobody has more than its source. */
  boolean add(BoundedCall<?> call, int most) {
    Deque<BoundedCall<?>> own = bySource.get(call.source);
    if (size >= most && !makeRoom(own == null ? 0 : own.size())) {
      return false;
    }
    if (own == null) {
      // With the call in it before it is there: nobody may ever find a source without one.
      bySource.put(call.source, new ArrayDeque<>(List.of(call)));
    } else {
      own.add(call);
    }
    size++;
    return true;
  }

  private boolean makeRoom(int ofNewcomer) {
    Deque<BoundedCall<?>> fullest = null;
    for (Deque<BoundedCall<?>> each : bySource.values()) {
      fullest = fullest == null || each.size() > fullest.size() ? each : fullest;
    }
    if (fullest == null || fullest.size() <= ofNewcomer + 1) {
      return false;
    }
    BoundedCall<?> displaced = fullest.removeLast();
    size--;
    displaced.displace();
    return true;
  }

  /** The call whose turn it is among the sources that may have one more; it stays in line. */
  BoundedCall<?> next(Predicate<Object> mayHaveMore) {
    for (Map.Entry<Object, Deque<BoundedCall<?>>> each : bySource.entrySet()) {
      if (mayHaveMore.test(each.getKey())) {
        return each.getValue().getFirst();
      }
    }
    return null;
  }

  /** Takes out the first call of its source, which has its next turn after all others. */
  void take(BoundedCall<?> first) {
    Deque<BoundedCall<?>> own = bySource.get(first.source);
    own.removeFirst();
    size--;
    if (own.isEmpty()) {
      bySource.remove(first.source);
    } else {
      bySource.putLast(first.source, own);
    }
  }

  /** Takes a call out; nothing happens if it is not there. */
  void remove(BoundedCall<?> call) {
    Deque<BoundedCall<?>> own = bySource.get(call.source);
    if (own != null && own.remove(call)) {
      size--;
      if (own.isEmpty()) {
        bySource.remove(call.source);
      }
    }
  }

  void clear() {
    bySource.clear();
    size = 0;
  }
}
