// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.Leg;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a gateway answers is taken for what it is, and told. */
class GatewayAnswerTest extends GatewayDialerFixture {
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
  void checkTellsTheAnswerWhateverItIs() throws Exception {
    String denied =
        "HTTP/1.1 403 Forbidden\r\nDrawbridge-Session: s-9\r\nContent-Type: text/plain\r\n\r\nno\n";
    try (ScriptedGateway gateway = new ScriptedGateway(denied, true);
        GatewayDialer dialer = dialer(gateway.port(), TOKEN)) {
      ConnectAnswer answer = dialer.check("orders-db", Deadline.after(Duration.ofSeconds(15)));
      assertEquals(new ConnectAnswer(403, Optional.of("s-9"), "no"), answer);
      assertFalse(answer.open());
      assertTrue(gateway.request().contains("\r\nDrawbridge-Intent: check\r\n"));
    }
    try (ScriptedGateway gateway = new ScriptedGateway(OPEN, true);
        GatewayDialer dialer = dialer(gateway.port(), TOKEN)) {
      assertTrue(dialer.check("orders-db", Deadline.after(Duration.ofSeconds(15))).open());
      assertEquals("", gateway.later());
    }
  }
}
