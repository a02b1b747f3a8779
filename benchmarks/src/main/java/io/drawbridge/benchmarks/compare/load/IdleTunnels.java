// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Connections on which nothing happens. */
public final class IdleTunnels implements AutoCloseable {
  private final List<SocketChannel> channels = new ArrayList<>();

  private IdleTunnels() {}

  /** Opens them, one after the other. */
  public static IdleTunnels open(Entrance entrance, Target target, int number) throws IOException {
    target.become(Target.Mode.ECHO);
    IdleTunnels tunnels = new IdleTunnels();
    ByteBuffer answer = ByteBuffer.allocateDirect(Entrance.LONGEST_ANSWER);
    try {
      for (int i = 0; i < number; i++) {
        tunnels.channels.add(entrance.enter(answer));
      }
      return tunnels;
    } catch (IOException e) {
      tunnels.close();
      throw e;
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
  }
}
