// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.util.Arrays;

/**
 * The timers of one loop: a binary heap. Every task knows its place, so that cancelling costs O(log
 * n) and leaves nothing behind. Moments are compared by subtraction because {@link System#nanoTime}
 * may overflow. Loop thread only.
 */
final class TimerHeap {
  private Entry[] heap = new Entry[16];
  private int size;

  Timeout add(long at, Runnable task) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    Entry entry = new Entry(at, task);
    place(entry, size++);
    up(entry.index);
    return entry;
  }

  boolean isEmpty() {
    return size == 0;
  }

  int size() {
    return size;
  }

  /** Nanoseconds until the next one is due, zero or less if it is; only if there is one. */
  long remaining(long now) {
    return heap[0].at - now;
  }

  /** Takes out the next task that is due, or null. */
  Runnable pollDue(long now) {
    if (size == 0 || remaining(now) > 0) {
      return null;
    }
    Entry first = heap[0];
    remove(first);
    return first.task;
  }

  private void remove(Entry entry) {
    int index = entry.index;
    Entry last = heap[--size];
    heap[size] = null;
    entry.index = -1;
    if (last != entry) {
      place(last, index);
      up(index);
      down(last.index);
    }
  }

  private void up(int start) {
    int index = start;
    Entry entry = heap[index];
    while (index > 0 && entry.at - heap[(index - 1) / 2].at < 0) {
      place(heap[(index - 1) / 2], index);
      index = (index - 1) / 2;
    }
    place(entry, index);
  }

  private void down(int start) {
    int index = start;
    Entry entry = heap[index];
    while (2 * index + 1 < size) {
      int child = 2 * index + 1;
      if (child + 1 < size && heap[child + 1].at - heap[child].at < 0) {
        child++;
      }
      if (heap[child].at - entry.at >= 0) {
        break;
      }
      place(heap[child], index);
      index = child;
    }
    place(entry, index);
  }

  private void place(Entry entry, int index) {
    heap[index] = entry;
    entry.index = index;
  }

  private final class Entry implements Timeout {
    private final long at;
    private final Runnable task;
    private int index; // -1 once it has run or was cancelled

    Entry(long at, Runnable task) {
      this.at = at;
      this.task = task;
    }

    @Override
    public void cancel() {
      if (index >= 0) {
        remove(this);
      }
    }
  }
}
