// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Who uses whom. */
final class Graph {
  private final Map<String, Set<String>> uses = new TreeMap<>();

  /** To use oneself is no cycle. */
  void add(String from, String to) {
    if (!from.equals(to)) {
      uses.computeIfAbsent(from, _ -> new TreeSet<>()).add(to);
    }
  }

  /** All that reach themselves by others. */
  Set<String> inCycles() {
    Set<String> found = new TreeSet<>(uses.keySet());
    found.removeIf(name -> !reached(name).contains(name));
    return found;
  }

  private Set<String> reached(String start) {
    Set<String> seen = new TreeSet<>();
    Deque<String> open = new ArrayDeque<>(uses.getOrDefault(start, Set.of()));
    while (!open.isEmpty()) {
      String next = open.pop();
      if (seen.add(next)) {
        open.addAll(uses.getOrDefault(next, Set.of()));
      }
    }
    return seen;
  }
}
