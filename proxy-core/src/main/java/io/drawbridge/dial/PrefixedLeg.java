// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.LegBuffers;
import io.drawbridge.loop.Deadline;
import io.drawbridge.splice.SocketDescriptors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/**
 * A leg of which some bytes were read already: a target that speaks first may be heard in the same
 * read as the gateway's answer. They come first, in both lives of the leg; {@link #hasBuffered}
 * tells of them, for no selector does.
 */
final class PrefixedLeg implements Leg {
  private final Leg leg;
  private final ByteBuffer prefix;

  PrefixedLeg(Leg leg, ByteBuffer prefix) {
    this.leg = leg;
    this.prefix = prefix;
  }

  @Override
  public SocketChannel channel() {
    return leg.channel();
  }

  @Override
  public boolean encrypted() {
    return leg.encrypted();
  }

  @Override
  public int receive(ByteBuffer into, Deadline deadline) throws IOException {
    return prefix.hasRemaining() ? LegBuffers.move(prefix, into) : leg.receive(into, deadline);
  }

  @Override
  public void send(ByteBuffer from, Deadline deadline) throws IOException {
    leg.send(from, deadline);
  }

  @Override
  public void sayGoodbye() {
    leg.sayGoodbye();
  }

  @Override
  public void detach() throws IOException {
    leg.detach();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    return prefix.hasRemaining() ? LegBuffers.move(prefix, into) : leg.read(into);
  }

  @Override
  public int write(ByteBuffer from) throws IOException {
    return leg.write(from);
  }

  @Override
  public int chunk(int most) {
    return leg.chunk(most);
  }

  @Override
  public boolean flush() throws IOException {
    return leg.flush();
  }

  @Override
  public int inside() {
    return leg.inside();
  }

  @Override
  public boolean finish() throws IOException {
    return leg.finish();
  }

  @Override
  public int descriptor() {
    return prefix.hasRemaining() ? SocketDescriptors.NONE : leg.descriptor();
  }

  @Override
  public boolean halfCloses() {
    return leg.halfCloses();
  }

  @Override
  public boolean hasBuffered() {
    return prefix.hasRemaining() || leg.hasBuffered();
  }

  @Override
  public int interest(boolean reading, boolean writing) {
    return leg.interest(reading, writing);
  }

  @Override
  public void reset() {
    leg.reset();
  }

  @Override
  public void close() {
    leg.close();
  }
}
