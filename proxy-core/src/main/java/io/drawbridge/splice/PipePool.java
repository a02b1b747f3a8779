// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.splice;

import io.drawbridge.loop.Spares;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * The pipes of one proxy. A flow leases one while it moves bytes and gives it back as soon as
 * nothing is inside, so that a few serve many. Bounded in number, which bounds the descriptors (two
 * each) and the kernel's memory (1 MiB of bytes each) as well. Any thread; no lock, because event
 * loops take from it.
 */
public final class PipePool implements AutoCloseable {
  /**
   * What an unprivileged process may have (pipe(7), pipe-max-size); measured to cost half of what
   * 64 KiB does for every byte.
   */
  public static final int LARGEST = 1 << 20;

  /** Below this, copying costs no more. */
  private static final int LEAST = 256 * 1024;

  /** 128 KiB in a row: what one answer of a database seldom has. */
  private static final int FULL_READS = 4;

  private static final long PAUSE = Duration.ofSeconds(1).toNanos();

  private final Supplier<Kernel> kernels;
  private final int most;
  private final int fullReads;
  private final Spares<SplicePipe> spares;
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicInteger leased = new AtomicInteger();
  private final AtomicLong refusedAt = new AtomicLong(System.nanoTime() - PAUSE);
  private volatile boolean closed;
  private volatile boolean unlinked;

  PipePool(Supplier<Kernel> kernels, int most, int fullReads) {
    this.kernels = kernels;
    this.most = most;
    this.fullReads = fullReads;
    this.spares = new Spares<>(Math.max(1, most));
  }

  /**
   * A pool of at most that many pipes; an empty one where there is no {@code splice(2)}, where this
   * module may not make native calls, or where the JDK does not tell a channel's descriptor.
   */
  public static PipePool open(int most) {
    boolean usable = SocketDescriptors.present() && LinuxKernel.present();
    return new PipePool(LinuxKernel::new, usable ? most : 0, FULL_READS);
  }

  /**
   * How many reads in a row must fill a loop's scratch buffer before a flow is bulk: for little,
   * the two calls of a pipe cost more than a copy.
   */
  public int fullReads() {
    return fullReads;
  }

  /** Whether it can ever have a pipe. */
  public boolean isUsable() {
    return most > 0;
  }

  /** An empty pipe, or null if none is to be had now; the caller gives it back exactly once. */
  public SplicePipe lease() {
    if (closed) {
      return null;
    }
    // Where all are out, looking for one would cost every read of every flow a search.
    SplicePipe pipe = leased.get() >= most ? null : spares.take();
    if (pipe == null) {
      pipe = fresh();
    }
    if (pipe != null) {
      leased.incrementAndGet();
    }
    return pipe;
  }

  /**
   * Gives back what {@link #lease} gave. One that still holds bytes is closed, and they are lost.
   */
  public void giveBack(SplicePipe pipe) {
    leased.decrementAndGet();
    if (pipe.held() != 0 || closed || !spares.put(pipe)) {
      discard(pipe);
    } else if (closed) {
      // The pool was closed between the two looks: whoever takes it out closes it.
      closeSpares();
    }
  }

  /** How many pipes flows hold now. */
  public int leased() {
    return leased.get();
  }

  /** How many pipes are open, leased or not. */
  public int open() {
    return open.get();
  }

  private SplicePipe fresh() {
    // After a refusal (no descriptor, no memory of this user's share left) asking again at once for
    // every read would only burn time.
    if (unlinked || open.get() >= most || System.nanoTime() - refusedAt.get() < PAUSE) {
      return null;
    }
    if (open.incrementAndGet() > most) {
      open.decrementAndGet();
      return null;
    }
    SplicePipe pipe = null;
    try {
      pipe = SplicePipe.open(kernels.get(), LARGEST, LEAST);
      return pipe;
    } catch (LinkageError _) {
      // A system library without one of the calls. Bytes are copied, as without native access.
      unlinked = true;
      return null;
    } finally {
      if (pipe == null) {
        open.decrementAndGet();
        refusedAt.set(System.nanoTime());
      }
    }
  }

  private void discard(SplicePipe pipe) {
    pipe.close();
    open.decrementAndGet();
  }

  private void closeSpares() {
    for (SplicePipe pipe; (pipe = spares.take()) != null; ) {
      discard(pipe);
    }
  }

  /** Closes what is not leased; what is leased is closed when it comes back. */
  @Override
  public void close() {
    closed = true;
    closeSpares();
  }
}
