// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Something worth protecting, on loopback: one query a line, one answer a line. Connections end
 * with the gateway that made them.
 */
final class ToyDatabase implements AutoCloseable {
  static final String QUERY = "select count(*) from orders;";

  static final String ANSWER = "1832";

  private final AtomicInteger connections = new AtomicInteger();
  private final ServerSocket server = new ServerSocket();

  /** Starts on a free port of 127.0.0.1. */
  ToyDatabase() throws IOException {
    server.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
    Thread.ofVirtual().name("toy-database").start(this::accept);
  }

  int port() {
    return server.getLocalPort();
  }

  /** How many connections ever reached it: who was refused is not among them. */
  int connections() {
    return connections.get();
  }

  private void accept() {
    while (!server.isClosed()) {
      try {
        Socket socket = server.accept();
        connections.incrementAndGet();
        Thread.ofVirtual().start(() -> serve(socket));
      } catch (IOException _) {
        // Closed, or a connection that was gone before it was accepted: the loop's condition tells.
      }
    }
  }

  private void serve(Socket socket) {
    try (socket;
        BufferedReader in =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      OutputStream out = socket.getOutputStream();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String answer = line.equals(QUERY) ? ANSWER : "ERROR: a toy knows no such query";
        out.write((answer + "\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException _) {
      // The gateway cut the tunnel: that is what the demonstration shows.
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
