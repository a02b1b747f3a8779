// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.benchmarks.compare.contender.Entrance;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The generator, without a proxy: what it counts has happened. */
@Timeout(60)
class LoadTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static void until(Callable<Boolean> event) throws Exception {
    while (!event.call()) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bulkArrivesAndEndsWithItsConnections(BulkStreams.Direction direction) throws Exception {
    try (LoadTarget target = LoadTarget.start()) {
      Entrance entrance = Entrance.open(target.address());
      try (BulkStreams bulk = BulkStreams.start(entrance, target, direction, 3)) {
        target.await(3, LIMIT);
        until(() -> bulk.bytes() > 10_000_000);
      }
      target.await(0, LIMIT);
    }
  }

  @Test
  void aClosedLoopHasAsManyLatenciesAsTrips() throws Exception {
    try (LoadTarget target = LoadTarget.start();
        ClosedLoop loop = ClosedLoop.start(Entrance.open(target.address()), target, 100, 4)) {
      loop.record();
      until(() -> loop.trips() > 1000);
      LatencyHistogram histogram = loop.end();
      assertTrue(histogram.total() <= loop.trips(), "recorded from the middle on");
      assertTrue(histogram.total() > 900, histogram.total() + " recorded");
      assertTrue(histogram.at(0) > 0, "a trip takes time");
    }
  }

  @Test
  void aStreamThatBreaksIsAFailure() throws Exception {
    LoadTarget target = LoadTarget.start();
    Entrance entrance = Entrance.open(target.address());
    try (BulkStreams bulk = BulkStreams.start(entrance, target, BulkStreams.Direction.DOWN, 1)) {
      target.close();
      assertThrows(
          IOException.class,
          () -> until(() -> bulk.bytes() < 0),
          "what it reads next is the end of the stream");
    }
  }

  @Test
  void whatIsNoIOExceptionEndsALoopAndIsTold() throws Exception {
    try (LoadLoop loop = LoadLoop.start("failing");
        ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress("127.0.0.1", 0));
      loop.add(
          server,
          SelectionKey.OP_ACCEPT,
          (_, _) -> {
            throw new IllegalStateException("a defect");
          });
      loop.checkAlive();
      try (SocketChannel _ = SocketChannel.open(server.getLocalAddress())) {
        IOException told =
            assertThrows(
                IOException.class,
                () ->
                    until(
                        () -> {
                          loop.checkAlive();
                          return false;
                        }));
        assertEquals("a defect", told.getCause().getMessage());
      }
    }
  }

  @Test
  void whoIsNotLetInIsToldWhatTheAnswerWas() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> refuse(server));
      Entrance entrance =
          new Entrance(
              new InetSocketAddress(server.getInetAddress(), server.getLocalPort()),
              Optional.of("CONNECT echo HTTP/1.1\r\n\r\n"));
      IOException refused =
          assertThrows(
              IOException.class,
              () -> entrance.enter(ByteBuffer.allocate(Entrance.LONGEST_ANSWER)));
      assertTrue(refused.getMessage().contains("403 Forbidden"), refused.getMessage());
    }
  }

  private static void refuse(ServerSocket server) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write("HTTP/1.1 403 Forbidden\r\n\r\n".getBytes());
      socket.getInputStream().transferTo(java.io.OutputStream.nullOutputStream());
    } catch (IOException _) {
      // The client resets the connection when it has read its answer.
    }
  }
}
