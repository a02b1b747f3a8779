// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Calls that wait, the oldest of each source in turn: whoever brings many waits behind its own.
 * Clients fill it, some before it is known who they are. Where it is full the newest call of the
 * source with the most gives way to one that has fewer, and whoever waits for it is told at once;
 * calls of nobody's never give way. Guarded by its {@link Bulkhead}'s lock.
 */
final class CallLine {
  /** In the order of their turns; a source without a call is not there. */
  private final Map<Object, Deque<BoundedCall<?>>> bySource = new LinkedHashMap<>();

  private int size;

  int size() {
    return size;
  }

  /**
   * Adds a call; {@code false} if there is no room and nobody has more than its source.
   *
   * @param most how many may wait now
   */
  boolean add(BoundedCall<?> call, int most) {
    Deque<BoundedCall<?>> own = bySource.get(key(call));
    if (size >= most && !makeRoom(own == null ? 0 : own.size())) {
      return false;
    }
    bySource.computeIfAbsent(key(call), _ -> new ArrayDeque<>()).add(call);
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

  /** Takes the call whose turn it is among the sources that may have one more. */
  BoundedCall<?> take(Predicate<Object> mayHaveMore) {
    for (Iterator<Map.Entry<Object, Deque<BoundedCall<?>>>> all = bySource.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<Object, Deque<BoundedCall<?>>> next = all.next();
      if (mayHaveMore.test(next.getKey())) {
        all.remove();
        BoundedCall<?> taken = next.getValue().removeFirst();
        size--;
        if (!next.getValue().isEmpty()) {
          bySource.put(next.getKey(), next.getValue());
        }
        return taken;
      }
    }
    return null;
  }

  /** Takes a call out; nothing happens if it is not there. */
  void remove(BoundedCall<?> call) {
    Deque<BoundedCall<?>> own = bySource.get(key(call));
    if (own != null && own.remove(call)) {
      size--;
      if (own.isEmpty()) {
        bySource.remove(key(call));
      }
    }
  }

  void clear() {
    bySource.clear();
    size = 0;
  }

  /** A call of nobody's is a source of its own. */
  private static Object key(BoundedCall<?> call) {
    return call.source == null ? call : call.source;
  }
}
