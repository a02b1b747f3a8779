// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.testing.BlackHole;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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
      long before = Sockets.open();
      List<InetAddress> addresses = new ArrayList<>(holes.addresses);
      addresses.add(InetAddress.ofLiteral("127.0.0.1"));
      CompletableFuture<SocketChannel> dial = dial(addresses, Sockets.port(listener));
      long most = 0;
      while (!dial.isDone()) {
        most = Math.max(most, Sockets.open() - before);
      }
      try (SocketChannel _ = dial.get();
          SocketChannel _ = listener.accept()) {
        assertTrue(most <= MOST, most + " descriptors for one dial");
        assertTrue(most > 1, "nothing was seen");
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
      assertEquals("no time: ", e.detail(), "its own close is told as a failure");
    }
  }

  private static CompletableFuture<SocketChannel> dial(List<InetAddress> addresses, int port) {
    CompletableFuture<SocketChannel> end = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                Deadline deadline = Deadline.after(Duration.ofSeconds(20));
                end.complete(new Connector().connect("t", addresses, port, deadline));
              } catch (Throwable e) {
                end.completeExceptionally(e);
              }
            });
    return end;
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
