// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Whoever says nothing is left. */
@Timeout(60)
class EntranceTest {
  private static final Watchdog IMPATIENT = new Watchdog(Duration.ofMillis(50));

  @Test
  void aSilentProxyIsLeft() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Entrance entrance =
          new Entrance(
              new InetSocketAddress(silent.getInetAddress(), silent.getLocalPort()),
              Optional.of("CONNECT echo HTTP/1.1\r\n\r\n"));
      assertThrows(
          AsynchronousCloseException.class,
          () -> entrance.enter(ByteBuffer.allocate(Entrance.LONGEST_ANSWER), IMPATIENT));
    }
  }

  @Test
  void onlyWhatIsWatchedIsClosed() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
        SocketChannel done = SocketChannel.open(silent.getLocalSocketAddress());
        SocketChannel waiting = SocketChannel.open(silent.getLocalSocketAddress())) {
      IMPATIENT.over(done).close();
      try (Watchdog.Watch _ = IMPATIENT.over(waiting)) {
        assertThrows(AsynchronousCloseException.class, () -> waiting.read(ByteBuffer.allocate(1)));
      }
      assertEquals(1, done.write(ByteBuffer.allocate(1)));
    }
  }
}
