// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.testing.BlackHole;
import io.drawbridge.testing.Sockets;
import io.drawbridge.upstream.Target;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Addresses are tried in turn, each within its share, and only those that may be. */
class DirectDialerTest extends DirectDialerFixture {
  @Test
  void dialsALiteralWithoutDelayAndWithKeepAlive() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(5)) {
      Leg leg = dial("127.0.0.1", Sockets.port(listener));
      assertFalse(leg.encrypted());
      assertTrue(leg.channel().isBlocking());
      assertTrue(leg.channel().getOption(StandardSocketOptions.TCP_NODELAY));
      assertTrue(leg.channel().getOption(StandardSocketOptions.SO_KEEPALIVE));
      assertCarries(leg, listener);
    }
  }

  @Test
  void refusedConnectionIsToldAtOnce() throws Exception {
    int port = closedPort();
    long start = System.nanoTime();
    RefusedException e =
        refused(Refusal.UNREACHABLE, target("127.0.0.1", port, true, Optional.empty()));
    assertTrue(System.nanoTime() - start < 400_000_000L);
    assertEquals("orders-db refused the connection", e.explanation());
    assertTrue(e.detail().contains("127.0.0.1 port " + port), e.detail());
  }

  @Test
  void loopbackIsForbiddenUnlessTheTargetSaysSo() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(5)) {
      listener.configureBlocking(false);
      answer("127.0.0.1", "::1", "127.0.0.2");
      for (String host : List.of("127.0.0.1", "::ffff:127.0.0.1", "localhost")) {
        RefusedException e =
            refused(
                Refusal.UNREACHABLE, target(host, Sockets.port(listener), false, Optional.empty()));
        assertTrue(e.detail().contains("forbidden address 127.0.0.1"), e.detail());
        assertFalse(e.explanation().contains("loopback"), e.explanation());
      }
      assertNull(listener.accept());
    }
  }

  @Test
  void forbiddenAddressesAreTakenOutOfTheAnswer() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(5)) {
      answer("169.254.169.254", "0.0.0.0", "fe80::1", "127.0.0.1", "224.0.0.1");
      assertCarries(dial("orders-db.internal", Sockets.port(listener)), listener);
      answer("169.254.169.254", "64:ff9b::a9fe:a9fe");
      RefusedException e =
          refused(Refusal.UNREACHABLE, target("other.internal", 80, true, Optional.empty()));
      assertTrue(e.detail().contains("169.254.169.254"), e.detail());
      assertTrue(e.detail().contains("64:ff9b"), e.detail());
    }
  }

  @Test
  void ownListenerIsNeverDialled() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(5)) {
      listener.configureBlocking(false);
      own = List.of((InetSocketAddress) listener.getLocalAddress());
      refused(
          Refusal.UNREACHABLE, target("127.0.0.1", Sockets.port(listener), true, Optional.empty()));
      assertNull(listener.accept());
    }
  }

  @Test
  void addressThatRefusesIsFollowedByTheNext() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(5)) {
      answer("127.0.0.2", "127.0.0.3", "127.0.0.1");
      assertCarries(dial("orders-db.internal", Sockets.port(listener)), listener);
    }
  }

  @Test
  void addressThatIsSilentHasOnlyItsShare() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(5);
        BlackHole _ = new BlackHole("127.0.0.2", Sockets.port(listener))) {
      answer("127.0.0.2", "127.0.0.1");
      long start = System.nanoTime();
      assertCarries(dial("orders-db.internal", Sockets.port(listener)), listener);
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= 250 && millis < SHORT.toMillis(), millis + " ms");
    }
  }

  @Test
  void silenceEndsAtTheConnectTimeoutOrTheDeadline() throws Exception {
    try (BlackHole hole = new BlackHole("127.0.0.1", 0)) {
      Target target = target("127.0.0.1", hole.port(), true, Optional.empty());
      long start = System.nanoTime();
      refused(Refusal.TIMED_OUT, target);
      long millis = (System.nanoTime() - start) / 1_000_000;
      assertTrue(millis >= SHORT.toMillis() - 10 && millis < 3_000, millis + " ms");
      start = System.nanoTime();
      RefusedException e =
          assertThrows(
              RefusedException.class,
              () ->
                  dialer.dial(target, hole.port(), false, Deadline.after(Duration.ofMillis(100))));
      assertEquals(Refusal.TIMED_OUT, e.refusal());
      assertTrue(System.nanoTime() - start < SHORT.toNanos());
    }
  }

  @Test
  void interruptClosesTheChannelBeingDialled() throws Exception {
    try (BlackHole hole = new BlackHole("127.0.0.1", 0);
        DirectDialer patient =
            new DirectDialer(
                new Resolver(1, 1, SHORT),
                new AddressRules(List::of),
                Duration.ofMinutes(1),
                SHORT)) {
      long before = Sockets.open();
      CompletableFuture<Throwable> end = new CompletableFuture<>();
      Thread session =
          Thread.startVirtualThread(
              () -> {
                try {
                  patient.dial(
                      target("127.0.0.1", hole.port(), true, Optional.empty()),
                      hole.port(),
                      false,
                      Deadline.after(Duration.ofMinutes(1)));
                  end.complete(null);
                } catch (Throwable e) {
                  end.complete(e);
                }
              });
      assertTrue(Sockets.await(() -> Sockets.open() > before, Duration.ofSeconds(5)));
      session.interrupt();
      assertEquals(InterruptedException.class, end.get(5, TimeUnit.SECONDS).getClass());
      Sockets.assertOpen(before);
    }
  }

  @Test
  void resetRightAfterTheAcceptShowsAtTheFirstRead() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(5)) {
      Leg leg = dial("127.0.0.1", Sockets.port(listener));
      SocketChannel server = listener.accept();
      server.setOption(StandardSocketOptions.SO_LINGER, 0);
      server.close();
      assertThrows(
          IOException.class, () -> leg.receive(ByteBuffer.allocate(1), Deadline.after(SHORT)));
      leg.reset();
    }
  }
}
