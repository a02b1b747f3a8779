// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port on which a connection is neither made nor refused: its backlog is full and stays so. */
public final class BlackHole implements AutoCloseable {
  private final ServerSocket server;
  private final List<SocketChannel> fillers = new ArrayList<>();

  /** Opens and fills it. */
  public BlackHole() {
    try {
      server = new ServerSocket();
      server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 1);
      // Linux takes one more than the backlog; from then on it drops what asks.
      for (int i = 0; i < 6; i++) {
        SocketChannel filler = SocketChannel.open();
        filler.configureBlocking(false);
        filler.connect(server.getLocalSocketAddress());
        fillers.add(filler);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it is. */
  public int port() {
    return server.getLocalPort();
  }

  @Override
  public void close() {
    try {
      for (SocketChannel filler : fillers) {
        filler.close();
      }
      server.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
