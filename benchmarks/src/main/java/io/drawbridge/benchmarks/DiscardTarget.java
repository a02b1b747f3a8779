// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Queue;

/** A target that takes connections and says nothing; it keeps the latest few open. */
final class DiscardTarget implements AutoCloseable {
  /** More than are being opened at a time: a connection must not end before its handshake does. */
  private static final int KEPT = 256;

  private final ServerSocketChannel server = ServerSocketChannel.open();

  DiscardTarget() throws IOException {
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 4096);
    Thread.ofPlatform().name("target").daemon().start(this::run);
  }

  int port() {
    return server.socket().getLocalPort();
  }

  private void run() {
    Queue<SocketChannel> open = new ArrayDeque<>();
    try (server) {
      while (true) {
        open.add(server.accept());
        if (open.size() > KEPT) {
          open.remove().close();
        }
      }
    } catch (IOException _) {
      // Closed; or it fails, and then whoever connects is refused. What is open ends with JMH's
      // fork.
      return;
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
