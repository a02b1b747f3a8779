// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import io.drawbridge.loop.Spares;
import java.nio.ByteBuffer;
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

  private static final Spares<ByteBuffer> SPARES = new Spares<>(KEPT);
  private static final LongAdder OUTSTANDING = new LongAdder();

  private LegBuffers() {}

  /** An empty buffer of {@link #SIZE} bytes; the caller gives it back exactly once. */
  public static ByteBuffer lease() {
    OUTSTANDING.increment();
    ByteBuffer spare = SPARES.take();
    return spare == null ? ByteBuffer.allocateDirect(SIZE) : spare.clear();
  }

  /** Gives back what {@link #lease} gave; the caller forgets it. */
  public static void giveBack(ByteBuffer buffer) {
    OUTSTANDING.decrement();
    // Beyond what is kept, the garbage collector has it.
    boolean _ = SPARES.put(buffer);
  }

  /** How many are leased now, by TLS legs and by flows that wait. */
  public static long outstanding() {
    return OUTSTANDING.sum();
  }
}
