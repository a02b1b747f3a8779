// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import io.drawbridge.loop.EventLoop;
import io.drawbridge.loop.Spares;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
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

  /**
   * What bulk is read and written by where it cannot be spliced: half as dear as {@link
   * EventLoop#CHUNK_BYTES} at a time, for the two ends are woken less often.
   */
  public static final int LARGE = 512 * 1024;

  /** And room for what encryption adds, and for a record that is begun. */
  private static final int LARGE_SIZE = LARGE + SIZE;

  /** 17 MiB; who gets none takes a small one. */
  private static final int LARGE_KEPT = 32;

  private static final Spares<ByteBuffer> SPARES = new Spares<>(KEPT);
  private static final Spares<ByteBuffer> LARGE_SPARES = new Spares<>(LARGE_KEPT);
  private static final AtomicInteger LARGE_MADE = new AtomicInteger();
  private static final LongAdder OUTSTANDING = new LongAdder();

  private LegBuffers() {}

  /** An empty buffer of {@link #SIZE} bytes; the caller gives it back exactly once. */
  public static ByteBuffer lease() {
    ByteBuffer spare = SPARES.take();
    ByteBuffer leased = spare == null ? ByteBuffer.allocateDirect(SIZE) : spare.clear();
    // Behind what may fail for want of memory: nobody would give that one back.
    OUTSTANDING.increment();
    return leased;
  }

  /**
   * An empty buffer of more than {@link #LARGE} bytes, or null if all are leased or there is no
   * memory for one more; the caller gives it back exactly once.
   */
  public static ByteBuffer leaseLarge() {
    ByteBuffer spare = LARGE_SPARES.take();
    if (spare == null) {
      spare = makeLarge();
    }
    if (spare != null) {
      OUTSTANDING.increment();
      spare.clear();
    }
    return spare;
  }

  /** An empty buffer, a large one if so much is wanted and there is one. */
  static ByteBuffer lease(int wanted) {
    ByteBuffer large = wanted > SIZE ? leaseLarge() : null;
    return large == null ? lease() : large;
  }

  /** A leased buffer's bytes with room behind them, to be written to; in a large one if wanted. */
  static ByteBuffer makeRoom(ByteBuffer begun, int wanted) {
    ByteBuffer large = wanted > SIZE && !isLarge(begun) ? leaseLarge() : null;
    if (large == null) {
      return begun.compact();
    }
    large.put(begun);
    giveBack(begun);
    return large;
  }

  /** A leased buffer's bytes, to be read; in a small one if they fit, for large ones are scarce. */
  static ByteBuffer shrink(ByteBuffer begun) {
    if (begun == null || !isLarge(begun) || begun.remaining() > SIZE) {
      return begun;
    }
    ByteBuffer small = lease().put(begun).flip();
    giveBack(begun);
    return small;
  }

  private static ByteBuffer makeLarge() {
    if (LARGE_MADE.getAndUpdate(made -> Math.min(made + 1, LARGE_KEPT)) >= LARGE_KEPT) {
      return null;
    }
    try {
      return ByteBuffer.allocateDirect(LARGE_SIZE);
    } catch (OutOfMemoryError _) {
      // Of direct memory, of which there is a limit of its own. Bulk can do without; asking again
      // would hold the loop up each time, and the small ones get what is left.
      LARGE_MADE.set(LARGE_KEPT);
      return null;
    }
  }

  /** Whether it is one of {@link #leaseLarge}. */
  public static boolean isLarge(ByteBuffer buffer) {
    return buffer.capacity() == LARGE_SIZE;
  }

  /** Gives back what {@link #lease} or {@link #leaseLarge} gave; the caller forgets it. */
  public static void giveBack(ByteBuffer buffer) {
    OUTSTANDING.decrement();
    if (isLarge(buffer)) {
      // There is room for all of them, but a search may miss a place that has just become free.
      if (!LARGE_SPARES.put(buffer)) {
        LARGE_MADE.decrementAndGet();
      }
      return;
    }
    // Beyond what is kept, the garbage collector has it.
    boolean _ = SPARES.put(buffer);
  }

  /** Gives a buffer back, if there is one; what the caller has of it from here on is null. */
  static ByteBuffer release(ByteBuffer buffer) {
    if (buffer != null) {
      giveBack(buffer);
    }
    return null;
  }

  /** Copies as many bytes as there are and as there is room for, and returns how many. */
  public static int move(ByteBuffer from, ByteBuffer into) {
    int count = Math.min(from.remaining(), into.remaining());
    into.put(into.position(), from, from.position(), count);
    into.position(into.position() + count);
    from.position(from.position() + count);
    return count;
  }

  /** How many are leased now, by TLS legs and by flows that wait. */
  public static long outstanding() {
    return OUTSTANDING.sum();
  }
}
