// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.splice.ScriptedKernel;
import io.drawbridge.splice.SocketDescriptors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;

/** A leg without a socket: the test plays its peer and its kernel. */
final class ScriptedLeg implements Leg, ScriptedKernel.Socket {
  private final boolean halfCloses;
  private final ByteArrayOutputStream arrived = new ByteArrayOutputStream();
  private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
  private int unread;
  private boolean peerFinished;
  private boolean peerReset;
  private boolean resetTold;
  private boolean resetUnderWay;
  private int room = Integer.MAX_VALUE;
  private int inside; // taken but not flushed, as TLS does
  private boolean holdsInside;
  private int goodbye; // what it adds to the inside
  private int descriptor = SocketDescriptors.NONE;
  boolean finished;
  boolean reset;
  boolean closed;
  int afterEnd; // uses after the end: there must be none

  ScriptedLeg(boolean halfCloses) {
    this.halfCloses = halfCloses;
  }

  /** Gives it a number in a kernel that splices. */
  void in(ScriptedKernel kernel) {
    descriptor = kernel.number(this);
  }

  // The peer's part.

  /** The peer sends these bytes; nothing once it has finished or reset. */
  void sends(byte[] bytes) {
    if (!peerFinished && !peerReset && !reset && !closed) {
      sent.writeBytes(bytes);
      unread += bytes.length;
    }
  }

  void finishes() {
    peerFinished |= !peerReset;
  }

  void resets() {
    peerReset = true;
  }

  /** Its reset arrives in the midst of the next splice, or with {@link #resetArrives}. */
  void resetIsUnderWay() {
    resetUnderWay = !peerReset;
  }

  void resetArrives() {
    peerReset |= resetUnderWay;
    resetUnderWay = false;
  }

  void takes(int bytes) {
    room = bytes;
  }

  /** Writes are taken but stay inside until there is room, as sealed TLS records do. */
  void holdsInside() {
    holdsInside = true;
  }

  /** Its goodbye needs room as well, as close_notify does. */
  void saysGoodbye() {
    goodbye = 1;
  }

  /** What was sent so far was read by somebody else: early bytes. */
  void takeUnread() {
    unread = 0;
  }

  byte[] sent() {
    return sent.toByteArray();
  }

  byte[] arrived() {
    return arrived.toByteArray();
  }

  boolean peerFinished() {
    return peerFinished;
  }

  boolean peerReset() {
    return peerReset;
  }

  boolean ended() {
    return reset || closed;
  }

  /** What a selector would say. */
  int readyOps(int interest) {
    if (ended()) {
      return 0;
    }
    boolean readable = unread > 0 || peerFinished || peerReset;
    boolean writable = room > 0 || peerReset;
    return interest
        & ((readable ? SelectionKey.OP_READ : 0) | (writable ? SelectionKey.OP_WRITE : 0));
  }

  // The leg's part.

  private void used() {
    if (ended()) {
      afterEnd++;
    }
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    used();
    if (unread > 0) {
      int count = Math.min(unread, into.remaining());
      into.put(sent(), sent.size() - unread, count);
      unread -= count;
      return count;
    }
    if (peerReset && !resetTold) {
      throw new IOException("Connection reset");
    }
    if (peerReset) {
      return -1; // as Linux does: the failure is told once, and a write was told
    }
    return peerFinished ? -1 : 0;
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    used();
    if (peerReset) {
      resetTold = true;
      throw new IOException("Broken pipe");
    }
    boolean whole = holdsInside && inside == 0;
    int count = whole ? from.remaining() : Math.min(room, from.remaining());
    for (int i = 0; i < count; i++) {
      arrived.write(from.get());
    }
    inside = whole ? Math.max(0, count - room) : inside;
    room -= Math.min(room, count);
    return count;
  }

  @Override
  public int takeAndForgetReset(ByteBuffer from) {
    if (!resetUnderWay || from.remaining() < 2) {
      return 0;
    }
    arrived.write(from.get());
    resetArrives();
    resetTold = true;
    return 1;
  }

  @Override
  public int chunk(int most) {
    return most;
  }

  @Override
  public boolean flush() throws IOException {
    if (inside > 0 && peerReset) {
      throw new IOException("Broken pipe");
    }
    int count = Math.min(inside, room);
    inside -= count;
    room -= count;
    return inside == 0;
  }

  @Override
  public int inside() {
    return inside;
  }

  @Override
  public boolean finish() throws IOException {
    used();
    if (peerReset) {
      throw new IOException("Broken pipe");
    }
    inside += goodbye;
    goodbye = 0;
    finished = flush();
    return finished;
  }

  @Override
  public int descriptor() {
    return descriptor;
  }

  @Override
  public boolean halfCloses() {
    return halfCloses;
  }

  @Override
  public boolean hasBuffered() {
    return false;
  }

  @Override
  public void reset() {
    reset |= !closed;
  }

  @Override
  public void close() {
    closed |= !reset;
  }

  @Override
  public SocketChannel channel() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean encrypted() {
    return !halfCloses;
  }

  @Override
  public int receive(ByteBuffer into, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void send(ByteBuffer from, Deadline deadline) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void sayGoodbye() {
    throw new UnsupportedOperationException();
  }

  @Override
  public void detach() {
    throw new UnsupportedOperationException();
  }
}
