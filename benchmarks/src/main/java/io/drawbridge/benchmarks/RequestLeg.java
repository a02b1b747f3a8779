// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** A client whose whole request has arrived: gives the same bytes again after {@link #rewind}. */
final class RequestLeg implements Leg {
  private final ByteBuffer request;

  RequestLeg(byte[] request) {
    this.request = ByteBuffer.wrap(request);
  }

  void rewind() {
    request.rewind();
  }

  @Override
  public int receive(ByteBuffer into, Deadline deadline) {
    int count = Math.min(into.remaining(), request.remaining());
    into.put(into.position(), request, request.position(), count);
    into.position(into.position() + count);
    request.position(request.position() + count);
    return count == 0 ? -1 : count;
  }

  @Override
  public boolean encrypted() {
    return true;
  }

  @Override
  public SocketChannel channel() {
    throw unasked();
  }

  @Override
  public void send(ByteBuffer from, Deadline deadline) {
    throw unasked();
  }

  @Override
  public void sayGoodbye() {
    throw unasked();
  }

  @Override
  public void detach() {
    throw unasked();
  }

  @Override
  public int read(ByteBuffer into) {
    throw unasked();
  }

  @Override
  public int write(ByteBuffer from) {
    throw unasked();
  }

  @Override
  public boolean flush() {
    throw unasked();
  }

  @Override
  public boolean finish() {
    throw unasked();
  }

  @Override
  public int descriptor() {
    throw unasked();
  }

  @Override
  public int chunk(int most) {
    throw unasked();
  }

  @Override
  public int inside() {
    throw unasked();
  }

  @Override
  public boolean halfCloses() {
    throw unasked();
  }

  @Override
  public boolean hasBuffered() {
    throw unasked();
  }

  @Override
  public int interest(boolean reading, boolean writing) {
    throw unasked();
  }

  @Override
  public void reset() {
    throw unasked();
  }

  @Override
  public void close() {
    throw unasked();
  }

  private static UnsupportedOperationException unasked() {
    return new UnsupportedOperationException("a door that reads does not ask for this");
  }
}
