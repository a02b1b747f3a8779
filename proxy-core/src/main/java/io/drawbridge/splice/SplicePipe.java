// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.splice;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A pipe through which bytes pass from one socket to another without being copied into this
 * process. It is filled only while it is empty, so that it is never the pipe that had no room. Used
 * by one thread at a time.
 */
public final class SplicePipe {
  private final Kernel kernel;
  private final int readEnd;
  private final int writeEnd;
  private final int capacity;
  private int held;

  private SplicePipe(Kernel kernel, int readEnd, int writeEnd, int capacity) {
    this.kernel = kernel;
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
    this.capacity = capacity;
  }

  /**
   * A new pipe of that capacity, or of the least that is worth it; null if the kernel refuses both.
   * It has bounds for each pipe and for each user's share (pipe(7), pipe-max-size and
   * pipe-user-pages-soft), past which a new pipe has two pages.
   */
  static SplicePipe open(Kernel kernel, int wanted, int least) {
    int[] ends = new int[2];
    if (kernel.pipe(ends) < 0) {
      return null;
    }
    int granted = (int) kernel.resize(ends[1], wanted);
    if (granted < 0) {
      granted = (int) kernel.resize(ends[1], least);
    }
    SplicePipe pipe = new SplicePipe(kernel, ends[0], ends[1], granted);
    if (granted < least) {
      pipe.close();
      return null;
    }
    return pipe;
  }

  /**
   * Takes what the source has, as much as there is room for; only while nothing is {@link #held}.
   * That a source brings nothing says little: it may have ended, or the next byte is urgent, or the
   * kernel lacks memory.
   *
   * @param source the kernel's number of a non-blocking socket
   * @return how many bytes, 0 or more
   * @throws UnspliceableException if this socket cannot be spliced; nothing has been taken from it
   * @throws IOException when the connection was reset
   */
  public int fill(int source) throws IOException {
    if (held != 0) {
      throw new IllegalStateException("filled over " + held + " bytes");
    }
    held = splice(source, writeEnd, capacity, "splice from the source");
    return held;
  }

  /**
   * Gives the sink what it takes now, or a part of that. After a part the socket may have failed
   * and not said so: the next call does.
   *
   * @param sink the kernel's number of a non-blocking socket
   * @return how many bytes, 0 or more
   * @throws UnspliceableException if this socket cannot be spliced to; the bytes are still inside,
   *     and {@link #read} brings them out
   * @throws IOException when the connection was reset
   */
  public int drain(int sink) throws IOException {
    int count = held == 0 ? 0 : splice(readEnd, sink, held, "splice to the sink");
    held -= count;
    return count;
  }

  /**
   * Takes bytes out by copying them: the way back for what no splice will take.
   *
   * @param into direct
   * @return how many bytes; at least one if any is held and there is room
   */
  public int read(ByteBuffer into) throws IOException {
    long count = kernel.read(readEnd, into);
    if (count < 0) {
      throw failure("read from the pipe", (int) -count);
    }
    into.position(into.position() + (int) count);
    held -= (int) count;
    return (int) count;
  }

  /** How many bytes were moved; 0 if none can be now. */
  private int splice(int from, int to, int most, String call) throws IOException {
    long count;
    do {
      count = kernel.splice(from, to, most);
    } while (count == -Kernel.EINTR);
    if (count < 0 && count != -Kernel.EAGAIN) {
      throw failure(call, (int) -count);
    }
    return (int) Math.max(count, 0);
  }

  private static IOException failure(String call, int error) {
    String text = call + ": error " + error;
    return switch (error) {
      case Kernel.EINVAL, Kernel.ENOSYS, Kernel.EPERM -> new UnspliceableException(text);
      default -> new IOException(text);
    };
  }

  /** How many bytes are inside. */
  public int held() {
    return held;
  }

  void close() {
    kernel.close(readEnd);
    kernel.close(writeEnd);
  }

  /** The kernel does not splice this socket; whoever meets this copies instead. */
  public static final class UnspliceableException extends IOException {
    private static final long serialVersionUID = 1L;

    private UnspliceableException(String message) {
      super(message);
    }
  }
}
