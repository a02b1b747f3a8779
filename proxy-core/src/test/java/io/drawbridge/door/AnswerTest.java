// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.door;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.PlainLeg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.settings.DoorSettings.HttpConnect;
import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The gateway's answers, as a client reads them. */
class AnswerTest {
  private final Door door = new HttpConnectDoor(HttpConnect.STANDARD);
  private long open;

  @BeforeEach
  void count() {
    open = Sockets.open();
  }

  @AfterEach
  void nothingIsLeft() {
    Sockets.assertOpen(open);
  }

  private String refused(Refusal refusal, String explanation, String unread) throws IOException {
    try (Sockets.Pair pair = Sockets.pair()) {
      Sockets.write(pair.client(), unread);
      PlainLeg leg = new PlainLeg(pair.server());
      door.refuse(leg, "s-42", refusal, explanation, Deadline.after(Duration.ofSeconds(2)));
      pair.client().shutdownOutput();
      leg.sayGoodbye();
      return Sockets.readAll(pair.client());
    }
  }

  @Test
  void acceptanceHasNeitherLengthNorBody() throws Exception {
    try (Sockets.Pair pair = Sockets.pair()) {
      PlainLeg leg = new PlainLeg(pair.server());
      door.accept(leg, "s-42", Deadline.after(Duration.ofSeconds(2)));
      leg.close();
      assertEquals(
          "HTTP/1.1 200 Connection established\r\nDrawbridge-Session: s-42\r\n\r\n",
          Sockets.readAll(pair.client()));
    }
  }

  @Test
  void refusalIsOneLineWithAllThatIsDue() throws Exception {
    assertEquals(
        "HTTP/1.1 407 credentials: ? is missing\r\n"
            + "Drawbridge-Session: s-42\r\n"
            + "Proxy-Authenticate: Basic realm=\"drawbridge\"\r\n"
            + "Connection: close\r\n"
            + "Content-Type: text/plain; charset=utf-8\r\n"
            + "Content-Length: 27\r\n\r\n"
            + "credentials: \u00e4 is missing\n",
        refused(Refusal.UNAUTHENTICATED, "credentials: \u00e4 is missing", ""));
    assertTrue(refused(Refusal.METHOD, "x", "").contains("\r\nAllow: CONNECT\r\n"));
    assertTrue(refused(Refusal.OVERLOADED, "x", "").contains("\r\nRetry-After: 1\r\n"));
    assertTrue(refused(Refusal.TOO_MANY, "x", "").contains("\r\nRetry-After: 5\r\n"));
    assertFalse(refused(Refusal.DENIED, "x", "").contains("Retry-After"));
  }

  /** As wget, socat and apt do, which print nothing else. */
  @Test
  void whoReadsTheStatusLineAloneLearnsWhy() throws Exception {
    String answer = refused(Refusal.DENIED, "no rule lets ref \u201cmain\u201d reach db", "");
    assertEquals(
        "HTTP/1.1 403 no rule lets ref ?main? reach db", answer.lines().findFirst().orElseThrow());
    answer = refused(Refusal.DENIED, "", "");
    assertEquals("HTTP/1.1 403 Forbidden", answer.lines().findFirst().orElseThrow());
  }

  @ParameterizedTest
  @EnumSource(Refusal.class)
  void everyRefusalIsReadableOverUnreadBytes(Refusal refusal) throws Exception {
    String answer = refused(refusal, "why not", "GET /more HTTP/1.1\r\n\r\n".repeat(50));
    if (refusal.status() == 0) {
      assertEquals("", answer);
      return;
    }
    assertTrue(answer.startsWith("HTTP/1.1 " + refusal.status() + " "), answer);
    assertTrue(answer.contains("\r\nDrawbridge-Session: s-42\r\n"), answer);
    assertTrue(answer.contains("\r\nConnection: close\r\n"), answer);
    assertTrue(answer.contains("\r\nContent-Length: 8\r\n"), answer);
    assertTrue(answer.endsWith("\r\n\r\nwhy not\n"), answer);
  }

  @Test
  void explanationCannotForgeAnything() throws Exception {
    String evil =
        "a\r\nSet-Cookie: x\r\n\r\n<html>\u0000\u001b[31m\u0085\u2028\u202e\ud800z"
            + "b".repeat(900);
    String answer = refused(Refusal.DENIED, evil, "");
    String body = answer.substring(answer.indexOf("\r\n\r\n") + 4);
    assertEquals(1, body.lines().count());
    String status = answer.lines().findFirst().orElseThrow();
    assertTrue(status.startsWith("HTTP/1.1 403 a  Set-Cookie: x    <html>  [31m    zbbb"), status);
    assertTrue(status.endsWith("b..."), status);
    assertEquals("HTTP/1.1 403 ".length() + 120, status.length());
    assertFalse(answer.contains("\r\nSet-Cookie"));
    assertTrue(body.startsWith("a  Set-Cookie: x    <html>  [31m    zbbb"), body);
    assertTrue(body.endsWith("b...\n") && body.length() < 520, body);
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(answer.contains("\r\nContent-Length: " + length + "\r\n"));
  }
}
