// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.TlsLeg;
import io.drawbridge.leg.TlsSettings;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.testing.Certificates;
import io.drawbridge.testing.Sockets;
import io.drawbridge.upstream.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;

/** A target is reached under TLS, by its name, or not at all. */
class EncryptedTargetTest extends DirectDialerFixture {
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
