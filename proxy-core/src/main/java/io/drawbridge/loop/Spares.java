// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded bag of things that are dear to make and are kept for whoever asks next. Any thread; no
 * lock and no allocation, because event loops use it.
 *
 * @param <T> what is kept
 */
public final class Spares<T> {
  private final AtomicReferenceArray<T> slots;

  /** Room for that many. */
  public Spares(int room) {
    slots = new AtomicReferenceArray<>(room);
  }

  /** One of them, or null. */
  public T take() {
    int home = home();
    for (int i = 0; i < slots.length(); i++) {
      int slot = (home + i) % slots.length();
      if (slots.getPlain(slot) != null) {
        T spare = slots.getAndSet(slot, null);
        if (spare != null) {
          return spare;
        }
      }
    }
    return null;
  }

  /** Keeps it; false if there is no room, and it is still the caller's. */
  public boolean put(T spare) {
    int home = home();
    for (int i = 0; i < slots.length(); i++) {
      int slot = (home + i) % slots.length();
      if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, spare)) {
        return true;
      }
    }
    return false;
  }

  /** Threads start their search apart, so that two loops seldom meet. */
  private int home() {
    return (int) (Thread.currentThread().threadId() * 31 % slots.length());
  }
}
