// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** A port whose queue of connections is full: Linux drops every further SYN. */
public final class BlackHole implements AutoCloseable {
  private final ServerSocketChannel listener;
  private final List<SocketChannel> queued = new ArrayList<>();

  /** On that address and port; port 0 takes a free one. */
  public BlackHole(String address, int port) throws IOException {
    listener = ServerSocketChannel.open();
    listener.bind(new InetSocketAddress(InetAddress.ofLiteral(address), port), 1);
    while (fits()) {}
  }

  private boolean fits() throws IOException {
    SocketChannel channel = SocketChannel.open();
    queued.add(channel);
    try {
      channel.socket().connect(listener.getLocalAddress(), 200);
      if (queued.size() > 100) {
        throw new IOException("the queue does not fill");
      }
      return true;
    } catch (SocketTimeoutException _) {
      return false;
    }
  }

  /** Its port. */
  public int port() throws IOException {
    return Sockets.port(listener);
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (SocketChannel channel : queued) {
      channel.close();
    }
  }
}
