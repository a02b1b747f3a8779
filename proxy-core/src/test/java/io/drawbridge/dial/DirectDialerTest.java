// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.TlsLeg;
import io.drawbridge.leg.TlsSettings;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.target.Target;
import io.drawbridge.testing.BlackHole;
import io.drawbridge.testing.Certificates;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DirectDialerTest {
  private static final Duration SHORT = Duration.ofMillis(600);

  private List<InetAddress> answers = List.of();
  private Collection<InetSocketAddress> own = List.of();
  private final DirectDialer dialer =
      new DirectDialer(
          new Resolver(1, 1, SHORT, _ -> answers.toArray(InetAddress[]::new)),
          new AddressRules(() -> own),
          SHORT,
          SHORT);
  private long open;

  @BeforeEach
  void count() {
    open = Sockets.open();
  }

  @AfterEach
  void nothingIsLeft() {
    dialer.close();
    Sockets.assertOpen(open);
  }

  private static Target target(String host, int port, boolean loopback, Optional<Target.Tls> tls) {
    return new Target("orders-db", host, port, Set.of(port), loopback, tls, OptionalInt.empty());
  }

  private Leg dial(Target target) throws RefusedException, InterruptedException {
    return dialer.dial(target, target.port(), false, Deadline.after(Duration.ofSeconds(10)));
  }

  private Leg dial(String host, int port) throws RefusedException, InterruptedException {
    return dial(target(host, port, true, Optional.empty()));
  }

  private RefusedException refused(Refusal refusal, Target target) {
    RefusedException e = assertThrows(RefusedException.class, () -> dial(target));
    assertEquals(refusal, e.refusal(), e.detail());
    assertTrue(e.explanation().startsWith("orders-db "), e.explanation());
    assertFalse(e.explanation().contains(target.host()), e.explanation());
    return e;
  }

  private static int closedPort() throws IOException {
    try (ServerSocketChannel listener = Sockets.listen(1)) {
      return Sockets.port(listener);
    }
  }

  private void answer(String... addresses) {
    answers = Arrays.stream(addresses).map(a -> AddressLiteral.parse(a).orElseThrow()).toList();
  }

  private static void assertCarries(Leg leg, ServerSocketChannel listener) throws IOException {
    try (SocketChannel server = listener.accept()) {
      leg.send(ByteBuffer.wrap(new byte[] {'h', 'i'}), Deadline.after(SHORT));
      assertEquals("hi", Sockets.read(server, 2));
    } finally {
      leg.close();
    }
  }

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

  private static Optional<Target.Tls> tls(SSLContext context, String name) {
    return Optional.of(new Target.Tls(context, name));
  }

  /** A server with that key; completes with whether its handshake was good. */
  private static CompletableFuture<Boolean> serveTls(ServerSocketChannel listener, SSLContext key) {
    CompletableFuture<Boolean> done = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try (SocketChannel channel = listener.accept()) {
            Deadline deadline = Deadline.after(Duration.ofSeconds(5));
            Leg leg = TlsLeg.accept(channel, key, TlsSettings.STANDARD, deadline);
            ByteBuffer hi = ByteBuffer.allocate(2);
            boolean came = leg.receive(hi, deadline) == 2;
            leg.close();
            done.complete(came);
          } catch (IOException _) {
            done.complete(false);
          }
        });
    return done;
  }

  @Test
  void encryptedTargetIsVerifiedByName() throws Exception {
    Certificates right = Certificates.of("orders-db.internal");
    Certificates other = Certificates.of("orders-db.internal");
    try (ServerSocketChannel listener = Sockets.listen(5)) {
      int port = Sockets.port(listener);
      CompletableFuture<Boolean> good = serveTls(listener, right.server());
      Leg leg = dial(target("127.0.0.1", port, true, tls(right.client(), "orders-db.internal")));
      assertTrue(leg.encrypted());
      leg.send(ByteBuffer.wrap(new byte[] {'h', 'i'}), Deadline.after(SHORT));
      assertTrue(good.get(5, TimeUnit.SECONDS));
      leg.close();

      CompletableFuture<Boolean> wrongName = serveTls(listener, right.server());
      refused(
          Refusal.UNREACHABLE,
          target("127.0.0.1", port, true, tls(right.client(), "orders-db.example")));
      assertFalse(wrongName.get(5, TimeUnit.SECONDS));

      CompletableFuture<Boolean> untrusted = serveTls(listener, other.server());
      refused(
          Refusal.UNREACHABLE,
          target("127.0.0.1", port, true, tls(right.client(), "orders-db.internal")));
      assertFalse(untrusted.get(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void targetWithoutTlsNeverGetsPlaintext() throws Exception {
    Certificates certificates = Certificates.of("orders-db.internal");
    try (ServerSocketChannel listener = Sockets.listen(5)) {
      CompletableFuture<String> first = new CompletableFuture<>();
      Thread.startVirtualThread(
          () -> {
            try (SocketChannel channel = listener.accept()) {
              first.complete(Sockets.read(channel, 1));
              Sockets.write(channel, "220 no TLS here\r\n");
              channel.shutdownOutput();
              Sockets.readAll(channel);
            } catch (IOException e) {
              first.completeExceptionally(e);
            }
          });
      refused(
          Refusal.UNREACHABLE,
          target(
              "127.0.0.1",
              Sockets.port(listener),
              true,
              tls(certificates.client(), "orders-db.internal")));
      assertEquals("\u0016", first.get(5, TimeUnit.SECONDS));
    }
  }

  @Test
  void targetThatIsSilentInTheHandshakeTimesOut() throws Exception {
    Certificates certificates = Certificates.of("orders-db.internal");
    try (ServerSocketChannel listener = Sockets.listen(5)) {
      refused(
          Refusal.TIMED_OUT,
          target(
              "127.0.0.1",
              Sockets.port(listener),
              true,
              tls(certificates.client(), "orders-db.internal")));
    }
  }
}
