// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All are open, or none is. */
@Timeout(60)
class ConnectionsTest {
  private static void answer(Socket client, String status) throws IOException {
    client
        .getOutputStream()
        .write(("HTTP/1.1 " + status + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
  }

  /** Lets the first in and not the second; whether the first has been reset. */
  private static Callable<Boolean> letOneIn(ServerSocket server) {
    return () -> {
      try (Socket first = server.accept()) {
        answer(first, "200 OK");
        try (Socket second = server.accept()) {
          answer(second, "403 Forbidden");
          first.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
          return false;
        } catch (SocketException reset) {
          return true;
        }
      }
    };
  }

  @Test
  void whenOneIsNotLetInTheOthersAreClosed() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        LoadTarget unused = LoadTarget.start()) {
      FutureTask<Boolean> first = new FutureTask<>(letOneIn(server));
      Thread.ofVirtual().start(first);
      Entrance entrance =
          new Entrance(
              new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
              Optional.of("CONNECT echo HTTP/1.1\r\n\r\n"));
      IOException told =
          assertThrows(
              IOException.class, () -> Connections.open(entrance, unused, LoadTarget.Mode.ECHO, 3));
      assertTrue(told.getMessage().contains("403"), told.getMessage());
      assertTrue(first.get(), "reset, as every connection of the generator");
    }
  }
}
