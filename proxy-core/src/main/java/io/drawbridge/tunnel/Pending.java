// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.LegBuffers;
import io.drawbridge.splice.SplicePipe;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * What a flow has read and its sink has not taken: bytes in a buffer, then bytes in a pipe. Empty
 * it holds neither. Loop thread only.
 */
final class Pending {
  private final Bulk bulk;
  private ByteBuffer bytes; // null, or not empty
  private boolean leased; // bytes is one of LegBuffers
  private SplicePipe pipe; // null, or not empty
  private long spliced;

  Pending(Bulk bulk) {
    this.bulk = bulk;
  }

  boolean isEmpty() {
    return bytes == null && pipe == null;
  }

  /** Bytes that a sink has taken out of a pipe. */
  long spliced() {
    return spliced;
  }

  boolean inPipe() {
    return pipe != null;
  }

  /** Keeps somebody's buffer as it is. */
  void hold(ByteBuffer early) {
    bytes = early;
  }

  /** Keeps a large buffer itself, of any other a copy: that is the loop's. */
  void keep(ByteBuffer rest) {
    bytes = LegBuffers.isLarge(rest) ? rest : LegBuffers.lease().put(rest).flip();
    leased = true;
  }

  /** Gives a large buffer back that has served and is not kept. */
  void releaseUnlessHeld(ByteBuffer served) {
    if (served != bytes && LegBuffers.isLarge(served)) {
      LegBuffers.giveBack(served);
    }
  }

  /** Keeps the pipe, which is given back once it is empty. */
  void hold(SplicePipe filled) {
    pipe = filled;
  }

  /** Gives the sink what it takes now, and returns how much that was. */
  int pushTo(Leg sink) throws IOException {
    int taken = 0;
    if (bytes != null) {
      taken = writeTo(sink);
    }
    // What was taken is counted before anything else can fail.
    return taken > 0 || pipe == null || bytes != null ? taken : drainTo(sink);
  }

  private int drainTo(Leg sink) throws IOException {
    int taken;
    try {
      taken = pipe.drain(sink.descriptor());
    } catch (SplicePipe.UnspliceableException _) {
      bulk.refuse();
      return copyTo(sink);
    }
    spliced += taken;
    returnEmptyPipe();
    return taken;
  }

  private int copyTo(Leg sink) throws IOException {
    bytes = LegBuffers.lease();
    leased = true;
    try {
      pipe.read(bytes);
    } finally {
      bytes.flip();
    }
    returnEmptyPipe();
    return writeTo(sink);
  }

  private int writeTo(Leg sink) throws IOException {
    int taken = sink.write(bytes);
    if (!bytes.hasRemaining()) {
      forgetBytes();
    }
    return taken;
  }

  private void returnEmptyPipe() {
    if (pipe.held() == 0) {
      bulk.giveBack(pipe);
      pipe = null;
    }
  }

  /** Gives everything back; what the sink has not taken is lost. */
  void forget() {
    forgetBytes();
    if (pipe != null) {
      bulk.giveBack(pipe);
      pipe = null;
    }
  }

  private void forgetBytes() {
    if (leased) {
      LegBuffers.giveBack(bytes);
    }
    bytes = null;
    leased = false;
  }
}
