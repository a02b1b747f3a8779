// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.leg;

import io.drawbridge.loop.Deadline;
import io.drawbridge.splice.SocketDescriptors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/** A connection without TLS: the socket as it is. It holds no bytes of its own, ever. */
public final class PlainLeg implements Leg {
  private final SocketChannel channel;

  /**
   * Takes the channel over.
   *
   * @param blocking connected and blocking; TCP_NODELAY and keepalive are switched on, if it still
   *     lives: a dead one shows at the first read
   */
  public PlainLeg(SocketChannel blocking) {
    this.channel = Objects.requireNonNull(blocking, "blocking");
    BlockingSocket.configure(channel);
  }

  @Override
  public SocketChannel channel() {
    return channel;
  }

  @Override
  public boolean encrypted() {
    return false;
  }

  @Override
  public int receive(ByteBuffer into, Deadline deadline) throws IOException {
    return BlockingSocket.receive(channel, into, deadline);
  }

  @Override
  public void send(ByteBuffer from, Deadline deadline) throws IOException {
    BlockingSocket.send(channel, from, deadline);
  }

  @Override
  public void sayGoodbye() {
    BlockingSocket.sayGoodbye(channel, Deadline.after(BlockingSocket.GOODBYE));
  }

  @Override
  public void detach() throws IOException {
    channel.configureBlocking(false);
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return channel.read(into);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return channel.write(from);
  }

  @Override
  public int chunk(int most) {
    return most;
  }

  @Override
  public boolean flush() {
    return true;
  }

  @Override
  public int inside() {
    return 0;
  }

  @Override
  public boolean finish() throws IOException {
    channel.shutdownOutput();
    return true;
  }

  @Override
  public int descriptor() {
    return SocketDescriptors.of(channel);
  }

  @Override
  public boolean halfCloses() {
    return true;
  }

  @Override
  public boolean hasBuffered() {
    return false;
  }

  @Override
  public int interest(boolean reading, boolean writing) {
    return (reading ? SelectionKey.OP_READ : 0) | (writing ? SelectionKey.OP_WRITE : 0);
  }

  @Override
  public void reset() {
    BlockingSocket.reset(channel);
  }

  @Override
  public void close() {
    Channels.close(channel);
  }
}
