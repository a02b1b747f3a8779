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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The generator, without a proxy: what it counts has happened. */
@Timeout(60)
class LoadTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static void until(BooleanSupplier event) {
    while (!event.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @ParameterizedTest
  @EnumSource
  void bulkArrivesAndEndsWithItsConnections(Bulk.Direction direction) throws Exception {
    try (Target target = Target.start()) {
      Entrance entrance = Entrance.open(target.address());
      try (Bulk bulk = Bulk.start(entrance, target, direction, 3)) {
        target.await(3, LIMIT);
        until(() -> bulk.bytes() > 10_000_000);
        assertEquals(0, bulk.broken());
      }
      target.await(0, LIMIT);
    }
  }

  @Test
  void aClosedLoopHasAsManyLatenciesAsTrips() throws Exception {
    try (Target target = Target.start();
        ClosedLoop loop = ClosedLoop.start(Entrance.open(target.address()), target, 100, 4)) {
      loop.record();
      until(() -> loop.trips() > 1000);
      Histogram histogram = loop.end();
      assertTrue(histogram.total() <= loop.trips(), "recorded from the middle on");
      assertTrue(histogram.total() > 900, histogram.total() + " recorded");
      assertTrue(histogram.at(0) > 0, "a trip takes time");
    }
  }

  @Test
  void anOpenLoopKeepsItsRateAndTellsAStallByEveryMessageItHeldUp() throws Exception {
    long perSecond = 1000;
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Target unused = Target.start()) {
      CompletableFuture<Void> stalling = new CompletableFuture<>();
      Thread.ofVirtual().start(() -> stall(server, stalling));
      InetSocketAddress address =
          new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
      try (OpenLoop loop = OpenLoop.start(Entrance.open(address), unused, 10, 1, perSecond)) {
        loop.record();
        until(() -> loop.trips() >= 1000 || stalling.isCompletedExceptionally());
        Histogram histogram = loop.end();
        // For half a second nothing came back: of the 500 messages due, half waited 250 ms or more.
        assertTrue(histogram.at(0.8) > 200_000_000, "p80 is " + histogram.at(0.8));
      }
    }
  }

  /** Echoes, but first lets half a second's messages pile up. */
  private static void stall(ServerSocket server, CompletableFuture<Void> stalling) {
    try (Socket socket = server.accept()) {
      byte[] waiting = socket.getInputStream().readNBytes(5000);
      socket.getOutputStream().write(waiting);
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException e) {
      // The loop's reset ends it: before that it is an error that the test must see.
      stalling.completeExceptionally(e);
    }
  }

  @Test
  void visitsAreCountedAndFailuresTold() throws Exception {
    InetSocketAddress closed;
    try (Target target = Target.start()) {
      closed = target.address();
      Entrance entrance = Entrance.open(target.address());
      Visits visits = Visits.start(2, _ -> new ByteVisit(entrance));
      until(() -> visits.done() > 100);
      visits.close();
      visits.check();
      target.await(0, LIMIT);
    }
    Visits vain = Visits.start(1, _ -> new ByteVisit(Entrance.open(closed)));
    until(() -> vain.failed() > 0);
    vain.close();
    assertThrows(IOException.class, vain::check);
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
