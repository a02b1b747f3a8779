// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Timers come out in order, cancelled ones never, wherever the clock stands. */
class TimerHeapTest {
  @Test
  void theyComeOutInOrderAcrossTheClocksOverflow() {
    TimerHeap heap = new TimerHeap();
    long base = Long.MAX_VALUE - 500; // half of them lie behind the overflow
    Random random = new Random(1);
    List<Long> fired = new ArrayList<>();
    List<Long> expected = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      long offset = random.nextInt(1_000);
      Timeout timeout = heap.add(base + offset, () -> fired.add(offset));
      if (random.nextInt(3) == 0) {
        timeout.cancel();
        timeout.cancel();
      } else {
        expected.add(offset);
      }
    }
    expected.sort(null);
    assertEquals(expected.size(), heap.size());
    for (long now = 0; now <= 1_000; now++) {
      for (Runnable due = heap.pollDue(base + now); due != null; due = heap.pollDue(base + now)) {
        due.run();
        assertTrue(fired.getLast() <= now);
      }
    }
    assertEquals(expected, fired);
    assertTrue(heap.isEmpty());
  }

  @Test
  void nothingIsDueBeforeItsTime() {
    TimerHeap heap = new TimerHeap();
    heap.add(10, () -> {});
    assertEquals(1, heap.remaining(9));
    assertNull(heap.pollDue(9));
  }

  @Test
  void cancellingFromTheMiddleKeepsTheOrder() {
    Random random = new Random(7);
    for (int round = 0; round < 200; round++) {
      TimerHeap heap = new TimerHeap();
      List<Timeout> timeouts = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        timeouts.add(heap.add(random.nextInt(20), () -> {}));
      }
      for (int i = 0; i < 25; i++) {
        timeouts.get(random.nextInt(50)).cancel();
      }
      long last = Long.MIN_VALUE;
      while (!heap.isEmpty()) {
        long due = heap.remaining(0);
        assertTrue(due >= last);
        last = due;
        heap.pollDue(due);
      }
    }
  }
}
