// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.splice;

import io.drawbridge.leg.Leg;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/** A kernel whose sockets are a test's legs, and which does what the test wants. */
public final class ScriptedKernel implements Kernel {
  /** Above all pipes. */
  private static final int FIRST_SOCKET = 1 << 30;

  private static final int ECONNRESET = 104;
  private static final int EMFILE = 24;

  private final Map<Integer, Leg> sockets = new HashMap<>();
  private final Map<Integer, ByteBuffer> pipes = new HashMap<>(); // by the end to read from
  private long granted = 1 << 20;
  private boolean refusesSources;
  private boolean refusesSinks;
  private boolean resetsUnderWay;
  private boolean full;
  private long spliced;
  private int open;
  private int asked;

  /** A kernel that does everything. */
  public ScriptedKernel() {}

  /** A leg that knows what its peer does. */
  public interface Socket {
    /**
     * The peer's reset comes after some of these bytes were taken: takes those, and forgets that it
     * has not told of the reset yet.
     *
     * @return how many were taken; 0 if there is no such reset
     */
    int takeAndForgetReset(ByteBuffer from);
  }

  /** A pool of its pipes, from so many full reads on. */
  public PipePool pool(int most, int fullReads) {
    return new PipePool(() -> this, most, fullReads);
  }

  /** A pool of the real kernel's pipes, if it has them, from the first byte on. */
  public static PipePool real(int most) {
    return new PipePool(LinuxKernel::new, LinuxKernel.present() ? most : 0, 0);
  }

  /** A leg's number from now on. */
  public int number(Leg leg) {
    int number = FIRST_SOCKET + sockets.size();
    sockets.put(number, leg);
    return number;
  }

  /** Has no sockets any more. */
  public void forgetSockets() {
    sockets.clear();
  }

  /** Splices from no socket. */
  public ScriptedKernel refusesSources() {
    refusesSources = true;
    return this;
  }

  /** Splices to no socket. */
  public ScriptedKernel refusesSinks() {
    refusesSinks = true;
    return this;
  }

  /**
   * Resets arrive in the midst of a splice to the socket, which then tells of the part that went
   * before: splice_to_socket in fs/splice.c returns that and drops the error.
   */
  public ScriptedKernel resetsUnderWay() {
    resetsUnderWay = true;
    return this;
  }

  /** Whether they do. */
  public boolean hasResetsUnderWay() {
    return resetsUnderWay;
  }

  /** How many bytes went out of pipes to sockets. */
  public long spliced() {
    return spliced;
  }

  /** Has no more descriptors, or has them again. */
  public void full(boolean now) {
    full = now;
  }

  /** Grants pipes of at most that size, and refuses what is larger, as fcntl(2) does. */
  public void grants(long bytes) {
    granted = bytes;
  }

  /** How many descriptors are open. */
  public int open() {
    return open;
  }

  /** How often it was asked for a pipe. */
  public int asked() {
    return asked;
  }

  @Override
  public long pipe(int[] ends) {
    asked++;
    if (full) {
      return -EMFILE;
    }
    ends[0] = 2 * asked;
    ends[1] = ends[0] + 1;
    pipes.put(ends[0], ByteBuffer.allocate(64).limit(0));
    open += 2;
    return 0;
  }

  @Override
  public long resize(int pipe, int bytes) {
    return bytes > granted ? -EPERM : bytes;
  }

  @Override
  public long splice(int from, int to, long most) {
    try {
      return from >= FIRST_SOCKET ? fill(from, to) : drain(from, to);
    } catch (IOException e) {
      return -ECONNRESET;
    }
  }

  private long fill(int from, int to) throws IOException {
    if (refusesSources) {
      return -EINVAL;
    }
    ByteBuffer pipe = pipes.get(to - 1);
    pipe.compact();
    int count = sockets.get(from).read(pipe);
    pipe.flip();
    return count == 0 ? -EAGAIN : Math.max(0, count);
  }

  private long drain(int from, int to) throws IOException {
    if (refusesSinks) {
      return -EINVAL;
    }
    Leg sink = sockets.get(to);
    ByteBuffer pipe = pipes.get(from);
    int count = sink instanceof Socket socket ? socket.takeAndForgetReset(pipe) : 0;
    if (count == 0) {
      count = sink.write(pipe);
    }
    spliced += count;
    return count == 0 ? -EAGAIN : count;
  }

  @Override
  public long read(int from, ByteBuffer into) {
    ByteBuffer pipe = pipes.get(from);
    int count = Math.min(pipe.remaining(), into.remaining());
    for (int i = 0; i < count; i++) {
      into.put(into.position() + i, pipe.get());
    }
    return count;
  }

  @Override
  public void close(int descriptor) {
    pipes.remove(descriptor);
    open--;
  }
}
