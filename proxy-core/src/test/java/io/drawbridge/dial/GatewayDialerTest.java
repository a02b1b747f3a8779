// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.GatewaySettings;
import io.drawbridge.testing.BlackHole;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A request says what is to be said, and the bytes behind the answer are the target's. */
class GatewayDialerTest extends GatewayDialerFixture {
  @Test
  void requestSaysWhatIsToBeSaid() throws Exception {
    assertEquals(
        "CONNECT orders-db HTTP/1.1\r\nHost: orders-db\r\n"
            + "Proxy-Authorization: Bearer eyJ.canary\r\n\r\n",
        requestOf(TOKEN, 1, false));
    assertEquals(
        "CONNECT orders-db:5433 HTTP/1.1\r\nHost: orders-db:5433\r\n"
            + "Proxy-Authorization: Bearer eyJ.canary\r\n"
            + "Drawbridge-Credential: job glcbt-64_x\r\n"
            + "Drawbridge-Intent: check\r\n\r\n",
        requestOf(TOKEN.withCompanion("job", Secret.of("glcbt-64_x")), 5433, true));
    assertEquals(
        "CONNECT orders-db HTTP/1.1\r\nHost: orders-db\r\n\r\n",
        requestOf(Credentials.NONE, 1, false));
    // What a Bearer token cannot be written with goes as Basic: token:pässword!
    assertEquals(
        "CONNECT orders-db HTTP/1.1\r\nHost: orders-db\r\n"
            + "Proxy-Authorization: Basic dG9rZW46cMOkc3N3b3JkIQ==\r\n\r\n",
        requestOf(Credentials.of(Secret.of("p\u00e4ssword!")), 1, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "canary\n", "can\r\nX: ary", "canary\0"})
  void credentialThatWouldForgeAFieldIsNotSent(String token) throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(1)) {
      listener.configureBlocking(false);
      for (Credentials credentials :
          List.of(Credentials.of(Secret.of(token)), TOKEN.withCompanion("job", Secret.of(token)))) {
        RefusedException e =
            assertThrows(
                RefusedException.class, () -> dial(Sockets.port(listener), credentials, 1, false));
        assertEquals(Refusal.BAD_REQUEST, e.refusal());
        assertFalse(e.detail().contains("canary"), e.detail());
      }
      assertEquals(null, listener.accept());
    }
  }

  @Test
  void withoutACredentialNobodyIsDialled() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(1)) {
      listener.configureBlocking(false);
      GatewaySettings settings =
          gateway(Sockets.port(listener), TOKEN)
              .token(
                  () -> {
                    throw new IOException("the key is gone");
                  });
      try (GatewayDialer dialer = new GatewayDialer(settings, Duration.ofSeconds(2))) {
        RefusedException e =
            assertThrows(
                RefusedException.class,
                () -> dialer.check(TARGET.name(), Deadline.after(Duration.ofSeconds(15))));
        assertEquals(Refusal.AUTHORITY_UNAVAILABLE, e.refusal());
        assertEquals("no credential: the key is gone", e.detail());
      }
      assertEquals(null, listener.accept());
    }
  }

  @Test
  void bytesBehindTheAnswerComeFirst() throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(OPEN + "SSH-2.0-early\r\n", false)) {
      Leg leg = dial(gateway.port(), TOKEN, 1, false);
      Deadline deadline = Deadline.after(Duration.ofSeconds(3));
      ByteBuffer some = ByteBuffer.allocate(15);
      while (some.hasRemaining()) {
        leg.receive(some, deadline);
      }
      assertEquals("SSH-2.0-early\r\n", text(some));
      leg.send(ByteBuffer.wrap("up".getBytes(StandardCharsets.US_ASCII)), deadline);
      leg.close();
      assertEquals("up", gateway.later());
    }
  }

  @Test
  void gatewayThatIsAwayOrSilentIsTold() throws Exception {
    int port;
    try (ServerSocketChannel listener = Sockets.listen(1)) {
      port = Sockets.port(listener);
      long start = System.nanoTime();
      RefusedException e =
          assertThrows(
              RefusedException.class,
              () -> {
                try (GatewayDialer dialer = dialer(port, TOKEN)) {
                  dialer.dial(TARGET, 1, false, Deadline.after(Duration.ofMillis(300)));
                }
              });
      assertEquals(Refusal.TIMED_OUT, e.refusal());
      assertEquals("the gateway did not answer in time", e.explanation());
      assertTrue(System.nanoTime() - start < 2_000_000_000L);
    }
    RefusedException away = refused(port);
    assertEquals(Refusal.UNREACHABLE, away.refusal());
    assertEquals("the gateway refused the connection", away.explanation());
    try (BlackHole hole = new BlackHole("127.0.0.1", 0)) {
      assertEquals(Refusal.TIMED_OUT, refused(hole.port()).refusal());
    }
  }

  @Test
  void interruptEndsTheWaitForTheAnswer() throws Exception {
    try (ServerSocketChannel listener = Sockets.listen(1)) {
      long before = Sockets.open();
      int port = Sockets.port(listener);
      CompletableFuture<Throwable> end = new CompletableFuture<>();
      Thread session =
          Thread.startVirtualThread(
              () -> {
                try (GatewayDialer dialer = dialer(port, TOKEN)) {
                  dialer.dial(TARGET, 1, false, Deadline.after(Duration.ofMinutes(1)));
                  end.complete(null);
                } catch (Throwable e) {
                  end.complete(e);
                }
              });
      assertTrue(Sockets.await(() -> Sockets.open() > before, Duration.ofSeconds(5)));
      session.interrupt();
      assertEquals(InterruptedException.class, end.get(5, TimeUnit.SECONDS).getClass());
    }
  }
}
