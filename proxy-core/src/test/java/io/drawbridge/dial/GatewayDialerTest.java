// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Secret;
import io.drawbridge.leg.Leg;
import io.drawbridge.leg.PlainLeg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.target.Target;
import io.drawbridge.testing.BlackHole;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayDialerTest {
  private static final String OPEN = "HTTP/1.1 200 Connection established\r\n\r\n";
  private static final Credentials TOKEN = Credentials.of(Secret.of("eyJ.canary"));
  private static final Target TARGET =
      new Target(
          "orders-db", "gateway", 1, Set.of(1, 5433), false, Optional.empty(), OptionalInt.empty());

  private long open;

  @BeforeEach
  void count() {
    open = Sockets.open();
  }

  @AfterEach
  void nothingIsLeft() {
    Sockets.assertOpen(open);
  }

  private static GatewayDialer dialer(int port, Credentials credentials) {
    return new GatewayDialer(
        new GatewaySettings(
            "127.0.0.1", port, Optional.empty(), () -> credentials, Duration.ofSeconds(2)));
  }

  private static Leg dial(int gateway, Credentials credentials, int port, boolean check)
      throws RefusedException, InterruptedException {
    try (GatewayDialer dialer = dialer(gateway, credentials)) {
      return dialer.dial(TARGET, port, check, Deadline.after(Duration.ofSeconds(3)));
    }
  }

  private static RefusedException refused(int gateway) {
    RefusedException e = assertThrows(RefusedException.class, () -> dial(gateway, TOKEN, 1, false));
    assertFalse(e.detail().contains("canary"), e.detail());
    return e;
  }

  private static String requestOf(Credentials credentials, int port, boolean check)
      throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(OPEN, false)) {
      dial(gateway.port(), credentials, port, check).close();
      return gateway.request();
    }
  }

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
  void bytesBehindTheAnswerComeFirstOnTheLoopToo() throws Exception {
    try (Sockets.Pair pair = Sockets.pair()) {
      Leg leg = new PrefixedLeg(new PlainLeg(pair.client()), ByteBuffer.wrap(bytes("early")));
      Sockets.write(pair.server(), "late");
      leg.detach();
      assertTrue(leg.hasBuffered());
      ByteBuffer three = ByteBuffer.allocate(3);
      assertEquals(3, leg.read(three));
      assertTrue(leg.hasBuffered());
      ByteBuffer more = ByteBuffer.allocate(100);
      assertEquals(2, leg.read(more));
      assertFalse(leg.hasBuffered());
      assertTrue(
          Sockets.await(
              () -> {
                try {
                  leg.read(more);
                  return more.position() == 6;
                } catch (IOException e) {
                  throw new AssertionError(e);
                }
              },
              Duration.ofSeconds(5)));
      assertEquals("ear", text(three));
      assertEquals("lylate", text(more));
      leg.reset();
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String text(ByteBuffer buffer) {
    return new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII);
  }

  static List<String> openings() {
    return List.of(
        OPEN,
        "HTTP/1.0 200 Connection established\r\n\r\n",
        "HTTP/1.1 200\r\n\r\n",
        "HTTP/1.1 200 \r\nDrawbridge-Session: s-1\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n");
  }

  @ParameterizedTest
  @MethodSource("openings")
  void openWayIsALegWithNothingInFront(String answer) throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(answer, false)) {
      Leg leg = dial(gateway.port(), TOKEN, 1, false);
      assertFalse(leg.hasBuffered());
      leg.close();
      assertEquals("", gateway.later());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, BAD_REQUEST",
    "403, DENIED",
    "405, METHOD",
    "407, UNAUTHENTICATED",
    "408, DEADLINE",
    "429, TOO_MANY",
    "431, TOO_LARGE",
    "500, INTERNAL",
    "502, UNREACHABLE",
    "503, OVERLOADED",
    "504, TIMED_OUT",
    "404, UNREACHABLE",
    "302, UNREACHABLE"
  })
  void refusalCarriesTheGatewaysLineAndSession(int status, Refusal refusal) throws Exception {
    String answer =
        "HTTP/1.1 "
            + status
            + " Whatever\r\nDrawbridge-Session: s-77\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: 26\r\n\r\nref_protected is \"false\"\nmore\n";
    for (boolean ends : List.of(true, false)) {
      try (ScriptedGateway gateway = new ScriptedGateway(answer, ends)) {
        RefusedException e = refused(gateway.port());
        assertEquals(refusal, e.refusal());
        assertEquals("ref_protected is \"false\" (gateway session s-77)", e.explanation());
        assertTrue(e.detail().contains(String.valueOf(status)), e.detail());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n<html>",
        "HTTP/1.1 403 Forbidden\r\n\r\nno type",
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\n\r\n",
        "HTTP/1.1 403 Forbidden\r\nContent-Type: text/plain\r\n\r\n\r\n\r\n"
      })
  void refusalWithoutALineOfTextIsItsReason(String answer) throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(answer, true)) {
      assertEquals("403 Forbidden", refused(gateway.port()).explanation());
    }
  }

  @Test
  void refusalCannotForgeTerminalOutput() throws Exception {
    String answer =
        "HTTP/1.1 403 x\r\nContent-Type: text/plain\r\n\r\na\u001b[2J\r" + "b".repeat(5_000) + "\n";
    try (ScriptedGateway gateway = new ScriptedGateway(answer, true)) {
      String line = refused(gateway.port()).explanation();
      assertTrue(line.startsWith("a [2J bbb") && line.length() < 510, line);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\n\n",
        "HTTP/1.1 200 OK\r\nX : y\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "HTTP/2 200\r\n\r\n",
        "HTTP/1.1200 OK\r\n\r\n",
        "SSH-2.0-x\r\n",
        "\u0015\u0003\u0003\0\u0002\u0002\u0028",
        "",
        "HTTP/1.1 200 OK\r\n"
      })
  void answerThatIsNoneIsUnreachable(String answer) throws Exception {
    try (ScriptedGateway gateway = new ScriptedGateway(answer, true)) {
      RefusedException e = refused(gateway.port());
      assertEquals(Refusal.UNREACHABLE, e.refusal(), e.detail());
      assertEquals("the connection to the gateway failed", e.explanation());
    }
  }

  @Test
  void endlessHeadIsCutOff() throws Exception {
    String answer = "HTTP/1.1 200 OK\r\nX: " + "a".repeat(20_000);
    try (ScriptedGateway gateway = new ScriptedGateway(answer, false)) {
      assertEquals(Refusal.UNREACHABLE, refused(gateway.port()).refusal());
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

  @Test
  void checkTellsTheAnswerWhateverItIs() throws Exception {
    String denied =
        "HTTP/1.1 403 Forbidden\r\nDrawbridge-Session: s-9\r\nContent-Type: text/plain\r\n\r\nno\n";
    try (ScriptedGateway gateway = new ScriptedGateway(denied, true);
        GatewayDialer dialer = dialer(gateway.port(), TOKEN)) {
      ConnectAnswer answer = dialer.check("orders-db");
      assertEquals(new ConnectAnswer(403, Optional.of("s-9"), "no"), answer);
      assertFalse(answer.open());
      assertTrue(gateway.request().contains("\r\nDrawbridge-Intent: check\r\n"));
    }
    try (ScriptedGateway gateway = new ScriptedGateway(OPEN, true);
        GatewayDialer dialer = dialer(gateway.port(), TOKEN)) {
      assertTrue(dialer.check("orders-db").open());
      assertEquals("", gateway.later());
    }
  }
}
