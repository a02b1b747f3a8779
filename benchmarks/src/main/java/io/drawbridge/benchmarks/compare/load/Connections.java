// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/** Connections to the target, blocking and idle. Closing closes all of them, whoever uses them. */
public final class Connections implements AutoCloseable {
  private final List<SocketChannel> channels = new ArrayList<>();

  private Connections() {}

  /**
   * Opens them, one after the other, to a target that does the given thing with them.
   *
   * @throws IOException if one is not let in; then none is left open
   */
  public static Connections open(
      Entrance entrance, LoadTarget target, LoadTarget.Mode mode, int number) throws IOException {
    target.become(mode);
    Connections connections = new Connections();
    ByteBuffer answer = ByteBuffer.allocateDirect(Entrance.LONGEST_ANSWER);
    try {
      for (int i = 0; i < number; i++) {
        connections.channels.add(entrance.enter(answer));
      }
      return connections;
    } catch (IOException e) {
      connections.close();
      throw e;
    }
  }

  /** All of them, in the order in which they were opened. */
  List<SocketChannel> channels() {
    return channels;
  }

  /**
   * Gives them to a loop of their own, which from now on closes them.
   *
   * @param handlers makes the handler of each, by its number
   */
  LoadLoop run(int operations, IntFunction<LoadLoop.Handler> handlers) throws IOException {
    LoadLoop loop = LoadLoop.start("client");
    try {
      for (int i = 0; i < channels.size(); i++) {
        loop.add(channels.get(i), operations, handlers.apply(i));
      }
      return loop;
    } catch (IOException e) {
      loop.close();
      close();
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
