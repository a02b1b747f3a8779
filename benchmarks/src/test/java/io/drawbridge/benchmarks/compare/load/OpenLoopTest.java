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
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A stall is told by every message that it held up, wherever in the run it is. */
@Timeout(60)
class OpenLoopTest {
  private static final long STALL_NANOS = 300_000_000;
  private static final int PER_SECOND = 500;

  private final CountDownLatch stalled = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);
  private ServerSocket server;
  private LoadTarget unused;

  @BeforeEach
  void open() throws IOException {
    server = new ServerSocket();
    // So that large messages soon fill it, and the sender falls behind.
    server.setReceiveBufferSize(1 << 16);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
    unused = LoadTarget.start();
  }

  @AfterEach
  void close() throws IOException {
    over.countDown();
    server.close();
    unused.close();
  }

  private static void until(Callable<Boolean> event) throws Exception {
    while (!event.call()) {
      Thread.onSpinWait();
    }
  }

  private OpenLoop start(int size, Duration drain) throws IOException {
    InetSocketAddress address =
        new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    return OpenLoop.start(Entrance.open(address), unused, size, 1, PER_SECOND, drain);
  }

  /** Echoes some messages, then nothing until it is told to, then all. */
  private void echoAndStall(int bytes) {
    try (Socket socket = server.accept()) {
      socket.getOutputStream().write(socket.getInputStream().readNBytes(bytes));
      stalled.countDown();
      over.await();
      socket.getInputStream().transferTo(socket.getOutputStream());
    } catch (IOException | InterruptedException _) {
      // The reset that ends the loop. If it came earlier, the loop itself would fail.
      return;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 1 << 16})
  void aStallAtTheEndIsInTheHistogram(int size) throws Exception {
    Thread.ofVirtual().start(() -> echoAndStall(50 * size));
    try (OpenLoop loop = start(size, Duration.ofSeconds(20))) {
      until(() -> loop.trips() >= 20);
      loop.record();
      long recorded = System.nanoTime();
      stalled.await();
      long stall = System.nanoTime();
      until(() -> System.nanoTime() - stall > STALL_NANOS);
      FutureTask<LatencyHistogram> ending = new FutureTask<>(loop::end);
      long end = System.nanoTime();
      Thread thread = Thread.ofPlatform().start(ending);
      until(() -> thread.getState() == Thread.State.TIMED_WAITING);
      over.countDown();
      LatencyHistogram histogram = ending.get();
      long due = (end - recorded) * PER_SECOND / 1_000_000_000;
      assertTrue(histogram.total() >= due - 1, histogram.total() + " of " + due + " recorded");
      // Who was due at its beginning waited for all of it, half of those held up for half of it.
      assertTrue(histogram.at(1) > STALL_NANOS * 0.9, "largest is " + histogram.at(1));
      double half = STALL_NANOS / 1e9 * PER_SECOND / 2;
      long told = histogram.at(1 - half / histogram.total());
      assertTrue(told > STALL_NANOS / 3, "half of those held up waited for " + told);
    }
  }

  @Test
  void aStallInTheMiddleIsToldByEveryMessageItHeldUp() throws Exception {
    Thread.ofVirtual().start(() -> echoAndStall(10));
    try (OpenLoop loop = start(10, Duration.ofSeconds(20))) {
      loop.record();
      stalled.await();
      long stall = System.nanoTime();
      until(() -> System.nanoTime() - stall > STALL_NANOS);
      over.countDown();
      until(() -> loop.trips() > 150);
      LatencyHistogram histogram = loop.end();
      // Of 150 messages due in those 300 ms half waited for 150 ms or more.
      assertTrue(histogram.at(0.6) > 100_000_000, "p60 is " + histogram.at(0.6));
    }
  }

  @Test
  void whatNeverComesBackIsAFailureWithItsNumber() throws Exception {
    Thread.ofVirtual().start(() -> echoAndStall(10));
    try (OpenLoop loop = start(10, Duration.ofMillis(50))) {
      loop.record();
      stalled.await();
      long stall = System.nanoTime();
      until(() -> System.nanoTime() - stall > STALL_NANOS);
      IOException told = assertThrows(IOException.class, loop::end);
      assertTrue(
          told.getMessage().matches("[1-9][0-9]+ of [1-9][0-9]+ messages did not come back.*"),
          told.getMessage());
    }
  }
}
