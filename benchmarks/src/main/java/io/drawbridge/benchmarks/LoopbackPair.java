// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/** Both ends of one TCP connection over the loopback interface, blocking. */
record LoopbackPair(SocketChannel near, SocketChannel far) {
  static LoopbackPair connect() throws IOException {
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      SocketChannel near = SocketChannel.open(server.getLocalAddress());
      return new LoopbackPair(near, server.accept());
    }
  }
}
