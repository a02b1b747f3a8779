// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.TlsLeg;
import io.drawbridge.leg.TlsTasks;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.settings.GatewaySettings;
import io.drawbridge.settings.ServerTls;
import io.drawbridge.testing.Certificates;
import io.drawbridge.testing.Sockets;
import io.drawbridge.upstream.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A target is reached under TLS, by its name, or not at all. */
class EncryptedTargetTest extends DirectDialerFixture {
  private static final Duration LONG = Duration.ofSeconds(20);

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
            Leg leg = TlsLeg.accept(channel, key, ServerTls.PROTOCOLS, TlsTasks.HERE, deadline);
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

  /** Container networks have such names, and a dot at the end keeps a resolver from searching. */
  @ParameterizedTest
  @CsvSource({
    "my_db,            my_db,      true",
    "my_db.,           my_db,      true",
    "my_db,            my-db,      false",
    "my_db,            your_db,    false",
    "a_b.net.internal, *.net.internal, true",
    "a_b.net.internal, *.internal, false",
    "db.internal.,     db.internal, true",
    "db.internal.,     db.example, false"
  })
  void aNameThatTheJdkWouldNotSendIsVerifiedNevertheless(
      String name, String certified, boolean good) throws Exception {
    Certificates certificates = Certificates.of(certified);
    try (ServerSocketChannel listener = Sockets.listen(5);
        DirectDialer patient =
            new DirectDialer(new Resolver(1, 1, LONG), new AddressRules(List::of), LONG, LONG)) {
      int port = Sockets.port(listener);
      CompletableFuture<Boolean> served = serveTls(listener, certificates.server());
      Target target = target("127.0.0.1", port, true, tls(certificates.client(), name));
      if (good) {
        Leg leg = patient.dial(target, port, false, Deadline.after(LONG));
        leg.send(ByteBuffer.wrap(new byte[] {'h', 'i'}), Deadline.after(SHORT));
        leg.close();
      } else {
        refused(Refusal.UNREACHABLE, target);
      }
      assertEquals(good, served.get(5, TimeUnit.SECONDS));
    }
  }

  /** The fixture looks for what was left open. */
  @Test
  void aFaultBehindTheConnectClosesTheChannel() throws Exception {
    SSLContext broken = SSLContext.getInstance("TLS"); // never initialised
    try (ServerSocketChannel listener = Sockets.listen(5)) {
      int port = Sockets.port(listener);
      Target target = target("127.0.0.1", port, true, tls(broken, "orders-db.internal"));
      assertThrows(IllegalStateException.class, () -> dial(target));
      GatewaySettings settings = GatewaySettings.UNSET.address("127.0.0.1", port).tls(broken);
      try (GatewayDialer gateway = new GatewayDialer(settings, SHORT)) {
        assertThrows(
            IllegalStateException.class,
            () -> gateway.check("orders-db", Deadline.after(Duration.ofSeconds(15))));
      }
      for (int i = 0; i < 2; i++) {
        try (SocketChannel dialled = listener.accept()) {
          dialled.socket().setSoTimeout(5_000);
          assertEquals("", Sockets.readAll(dialled), "not closed");
        }
      }
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
