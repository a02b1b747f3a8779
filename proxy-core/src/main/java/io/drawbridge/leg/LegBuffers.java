// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;

/**
 * Direct buffers, leased while bytes are pending and given back as soon as none are: an idle tunnel
 * holds none. Any thread; no lock, because event loops take from it.
 */
public final class LegBuffers {
  /** Room for two TLS records of the largest size (16,709 bytes each with what JSSE adds). */
  public static final int SIZE = 34 * 1024;

  /** Kept for the next one who asks, 8.5 MiB; what is beyond goes to the garbage collector. */
  private static final int KEPT = 256;

  private static final AtomicReferenceArray<ByteBuffer> SLOTS = new AtomicReferenceArray<>(KEPT);
  private static final LongAdder OUTSTANDING = new LongAdder();

  private LegBuffers() {}

  /** An empty buffer of {@link #SIZE} bytes; the caller gives it back exactly once. */
  public static ByteBuffer lease() {
    OUTSTANDING.increment();
    int home = home();
    for (int i = 0; i < KEPT; i++) {
      int slot = (home + i) % KEPT;
      if (SLOTS.getPlain(slot) != null) {
        ByteBuffer buffer = SLOTS.getAndSet(slot, null);
        if (buffer != null) {
          return buffer.clear();
        }
      }
    }
    return ByteBuffer.allocateDirect(SIZE);
  }

  /** Gives back what {@link #lease} gave; the caller forgets it. */
  public static void giveBack(ByteBuffer buffer) {
    OUTSTANDING.decrement();
    int home = home();
    for (int i = 0; i < KEPT; i++) {
      int slot = (home + i) % KEPT;
      if (SLOTS.getPlain(slot) == null && SLOTS.compareAndSet(slot, null, buffer)) {
        return;
      }
    }
  }

  /** How many are leased now, by TLS legs and by flows that wait. */
  public static long outstanding() {
    return OUTSTANDING.sum();
  }

  /** Threads start their search apart, so that two loops seldom meet. */
  private static int home() {
    return (int) (Thread.currentThread().threadId() * 31 % KEPT);
  }
}
