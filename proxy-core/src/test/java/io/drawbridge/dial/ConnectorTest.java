// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.testing.BlackHole;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What one dial to a name with many addresses takes. */
@Timeout(60)
class ConnectorTest {
  /** Enough for the first to be given up while later ones are tried. */
  private static final int DEAD = 7;

  private static final int MOST = 4;

  @Test
  void oneDialHasFourAttemptsUnderWayAtTheMost() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(5);
        BlackHoles holes = new BlackHoles(Sockets.port(listener))) {
      int port = Sockets.port(listener);
      long before = Sockets.open();
      CompletableFuture<SocketChannel> dial = new CompletableFuture<>();
      Thread dialling = dial(dial, holes.addresses, port);
      await(() -> isBeingAsked(2 + DEAD - 1, port), "the last one is not tried");
      // The thread of one that was given up has its descriptor until it has noticed.
      await(() -> Sockets.open() - before <= MOST, "one dial has more descriptors");
      assertEquals(MOST, Sockets.open() - before);
      assertFalse(dial.isDone());
      dialling.interrupt();
      assertInstanceOf(
          InterruptedException.class, assertThrows(ExecutionException.class, dial::get).getCause());
      Sockets.assertOpen(before);
    }
  }

  @Test
  void anAddressBehindManyDeadOnesIsReached() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(5);
        BlackHoles holes = new BlackHoles(Sockets.port(listener))) {
      long before = Sockets.open();
      List<InetAddress> addresses = new ArrayList<>(holes.addresses);
      addresses.add(InetAddress.ofLiteral("127.0.0.1"));
      CompletableFuture<SocketChannel> dial = new CompletableFuture<>();
      dial(dial, addresses, Sockets.port(listener));
      try (SocketChannel connected = dial.get();
          SocketChannel accepted = listener.accept()) {
        assertEquals(connected.getLocalAddress(), accepted.getRemoteAddress());
      }
      Sockets.assertOpen(before);
    }
  }

  @Test
  void whoWasGivenUpDidNotAnswerInTime() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(5);
        BlackHoles holes = new BlackHoles(Sockets.port(listener))) {
      RefusedException e =
          assertThrows(
              RefusedException.class,
              () ->
                  new Connector()
                      .connect(
                          "t",
                          holes.addresses,
                          Sockets.port(listener),
                          Deadline.after(Duration.ofSeconds(3))));
      assertEquals(Refusal.TIMED_OUT, e.refusal());
      // One whose own time ends with the dial's may be told as that, but none as closed.
      String told = e.detail().replaceAll("127\\.0\\.0\\.\\d port \\d+ Connect timed out(; )?", "");
      assertEquals("no time: ", told, "its own close is told as a failure");
    }
  }

  private static void await(BooleanSupplier condition, String otherwise) {
    assertTrue(Sockets.await(condition, Duration.ofSeconds(20)), otherwise);
  }

  /** Whether a connection to 127.0.0.N is in SYN_SENT (proc(5)); Java's sockets are of IPv6. */
  private static boolean isBeingAsked(int n, int port) {
    String attempt = "FFFF0000%02X00007F:%04X 02 ".formatted(n, port);
    try (Stream<String> sockets = Files.lines(Path.of("/proc/net/tcp6"))) {
      return sockets.anyMatch(line -> line.contains(attempt));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Thread dial(
      CompletableFuture<SocketChannel> end, List<InetAddress> addresses, int port) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                Deadline deadline = Deadline.after(Duration.ofSeconds(50));
                end.complete(new Connector().connect("t", addresses, port, deadline));
              } catch (Throwable e) {
                end.completeExceptionally(e);
              }
            });
  }

  /** Several at one port. */
  private static final class BlackHoles implements AutoCloseable {
    private final List<InetAddress> addresses = new ArrayList<>();
    private final List<BlackHole> holes = new ArrayList<>();

    BlackHoles(int port) throws IOException {
      for (int i = 0; i < DEAD; i++) {
        String address = "127.0.0." + (2 + i);
        addresses.add(InetAddress.ofLiteral(address));
        holes.add(new BlackHole(address, port));
      }
    }

    @Override
    public void close() throws IOException {
      for (BlackHole hole : holes) {
        hole.close();
      }
    }
  }
}
