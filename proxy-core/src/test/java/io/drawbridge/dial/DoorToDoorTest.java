// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import io.drawbridge.door.Door;
import io.drawbridge.door.HttpConnectDoor;
import io.drawbridge.door.Request;
import io.drawbridge.leg.Leg;
import io.drawbridge.leg.TlsLeg;
import io.drawbridge.leg.TlsTasks;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.DoorSettings.HttpConnect;
import io.drawbridge.settings.ServerTls;
import io.drawbridge.testing.Certificates;
import io.drawbridge.testing.Sockets;
import io.drawbridge.upstream.Target;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The gateway dialer against the real CONNECT door, over TLS. */
class DoorToDoorTest {
  private static final Target TARGET =
      new Target(
          "orders-db", "gateway", 1, Set.of(1), false, Optional.empty(), OptionalInt.empty());
  private static final Credentials CREDENTIALS =
      Credentials.of(Secret.of("eyJ.x")).withCompanion("job", Secret.of("glcbt-64_x"));

  private final Door door = new HttpConnectDoor(HttpConnect.STANDARD);
  private final CompletableFuture<Request> request = new CompletableFuture<>();
  private long open;

  @BeforeEach
  void count() {
    open = Sockets.open();
  }

  @AfterEach
  void nothingIsLeft() {
    Sockets.assertOpen(open);
  }

  /** Lets in with a greeting of the target right behind, or refuses. */
  private void serve(ServerSocketChannel listener, Certificates certificates, boolean lets) {
    Thread.startVirtualThread(
        () -> {
          Deadline deadline = Deadline.after(Duration.ofSeconds(5));
          try (SocketChannel channel = listener.accept()) {
            Leg leg =
                TlsLeg.accept(
                    channel, certificates.server(), ServerTls.PROTOCOLS, TlsTasks.HERE, deadline);
            request.complete(door.receive(leg, deadline));
            if (lets) {
              door.accept(leg, "s-1", deadline);
              leg.send(ByteBuffer.wrap("hello".getBytes(StandardCharsets.US_ASCII)), deadline);
            } else {
              door.refuse(leg, "s-1", Refusal.DENIED, "no rule grants it", deadline);
            }
            leg.sayGoodbye();
          } catch (IOException | RefusedException e) {
            request.completeExceptionally(e);
          }
        });
  }

  private static GatewayDialer dialer(ServerSocketChannel listener, Certificates certificates)
      throws IOException {
    return new GatewayDialer(
        GatewayDialerFixture.gateway(Sockets.port(listener), CREDENTIALS)
            .tls(certificates.client()),
        Duration.ofSeconds(5));
  }

  @Test
  void whatIsSaidIsHeard() throws Exception {
    Certificates certificates = Certificates.of("gateway.internal");
    Deadline deadline = Deadline.after(Duration.ofSeconds(5));
    try (ServerSocketChannel listener = Sockets.listen(1);
        GatewayDialer dialer = dialer(listener, certificates)) {
      serve(listener, certificates, true);
      Leg leg = dialer.dial(TARGET, 1, true, deadline);
      Request heard = request.get(5, TimeUnit.SECONDS);
      assertEquals("orders-db", heard.target());
      assertTrue(heard.check());
      assertEquals(CREDENTIALS.token(), heard.credentials().token());
      assertEquals(CREDENTIALS.companion("job"), heard.credentials().companion("job"));
      ByteBuffer hello = ByteBuffer.allocate(5);
      while (hello.hasRemaining()) {
        assertTrue(leg.receive(hello, deadline) > 0);
      }
      assertEquals("hello", new String(hello.array(), StandardCharsets.US_ASCII));
      leg.close();
    }
  }

  @Test
  void refusalIsHeard() throws Exception {
    Certificates certificates = Certificates.of("gateway.internal");
    try (ServerSocketChannel listener = Sockets.listen(1);
        GatewayDialer dialer = dialer(listener, certificates)) {
      serve(listener, certificates, false);
      RefusedException e =
          assertThrows(
              RefusedException.class,
              () -> dialer.dial(TARGET, 1, false, Deadline.after(Duration.ofSeconds(5))));
      assertEquals(Refusal.DENIED, e.refusal());
      assertEquals("no rule grants it (gateway session s-1)", e.explanation());
    }
  }

  @Test
  void gatewayThatIsNotTrustedHearsNoCredential() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(1);
        GatewayDialer dialer = dialer(listener, Certificates.of("gateway.internal"))) {
      serve(listener, Certificates.of("gateway.internal"), true);
      RefusedException e =
          assertThrows(
              RefusedException.class,
              () -> dialer.dial(TARGET, 1, false, Deadline.after(Duration.ofSeconds(5))));
      assertEquals(Refusal.UNREACHABLE, e.refusal());
      assertThrows(Exception.class, () -> request.get(5, TimeUnit.SECONDS));
    }
  }
}
