// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.testing.BusyCarriers;
import java.io.IOException;
import java.io.InputStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AdminServerTest {
  private static final InetSocketAddress FREE = new InetSocketAddress("127.0.0.1", 0);

  private volatile boolean live = true;
  private volatile List<String> notReady = List.of();
  private AdminServer server;

  @BeforeEach
  void start() throws IOException {
    server = AdminServer.start(FREE, () -> live, () -> notReady, () -> "drawbridge_x 1\n");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** What the server sends until it closes. */
  private String exchange(String request) throws IOException {
    try (Socket socket = connect()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      socket.shutdownOutput();
      return read(socket.getInputStream());
    }
  }

  private Socket connect() throws IOException {
    Socket socket = new Socket(server.address().getAddress(), server.address().getPort());
    socket.setSoTimeout(10_000);
    return socket;
  }

  private static String read(InputStream in) throws IOException {
    return new String(in.readAllBytes(), StandardCharsets.UTF_8);
  }

  private String get(String path) throws IOException {
    return exchange("GET " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
  }

  private static void assertStatus(int status, String answer) {
    assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
  }

  @Test
  void answersHealth() throws IOException {
    assertStatus(200, get("/livez"));
    assertStatus(200, get("/readyz"));
    live = false;
    assertStatus(503, get("/livez"));
    notReady = List.of("draining", "the audit file cannot be written");
    String answer = get("/readyz");
    assertStatus(503, answer);
    assertTrue(answer.endsWith("\r\n\r\ndraining\nthe audit file cannot be written\n"), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/livez", "/readyz", "/metrics", "/nothing"})
  void headIsToldWhatGetIsWithoutTheContent(String path) throws IOException {
    String get = get(path).replaceFirst("Date: .*\r\n", "");
    String head = exchange("HEAD " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    assertEquals(
        get.substring(0, get.indexOf("\r\n\r\n") + 4), head.replaceFirst("Date: .*\r\n", ""));
  }

  @Test
  void aHealthCheckOfHttp10NeedsNoHost() throws IOException {
    assertStatus(200, exchange("GET /livez HTTP/1.0\r\n\r\n"));
    assertStatus(403, exchange("GET /livez HTTP/1.0\r\nHost: evil.test\r\n\r\n"));
  }

  @Test
  void answersMetricsInTheTextFormat() throws IOException {
    String answer = get("/metrics");
    assertStatus(200, answer);
    assertTrue(answer.contains("text/plain; version=0.0.4"), answer);
    assertTrue(answer.endsWith("\r\n\r\ndrawbridge_x 1\n"), answer);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/metrics/", "/livez/x", "/admin", "/../metrics", "/%00"})
  void knowsNothingElse(String path) throws IOException {
    assertStatus(404, get(path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"})
  void onlyReads(String method) throws IOException {
    String answer =
        exchange(
            method
                + " /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n"
                + "Connection: close\r\n\r\n");
    assertStatus(405, answer);
    assertTrue(answer.contains("\r\nAllow: GET, HEAD\r\n"), answer);
    assertFalse(answer.contains("drawbridge_x"), answer);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"localhost", "LOCALHOST:9443", "127.0.0.1", "127.0.0.1:80", "[::1]", "[::1]:9443"})
  void answersToNamesOfLoopback(String host) throws IOException {
    assertStatus(200, exchange("GET /livez HTTP/1.1\r\nHost: " + host + "\r\n\r\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.test",
        "evil.test:9443",
        "localhost.evil.test",
        "localhost:9443.evil.test",
        "127.0.0.1.evil.test",
        "[::1].evil.test",
        "[::2]",
        "localhost:",
        "",
        "[",
        "10.0.0.1"
      })
  void aPageThatPointsItsNameHereLearnsNothing(String host) throws IOException {
    String answer = exchange("GET /metrics HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    assertStatus(403, answer);
    assertFalse(answer.contains("drawbridge_x"), answer);
  }

  @Test
  void twoHostsOrNoneAreRefused() throws IOException {
    assertStatus(403, exchange("GET /livez HTTP/1.1\r\n\r\n"));
    assertStatus(
        403, exchange("GET /livez HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n"));
  }

  @Test
  void namesNoVersion() throws IOException {
    for (String path : List.of("/livez", "/metrics", "/nothing")) {
      String head = get(path).split("\r\n\r\n")[0].toLowerCase(Locale.ROOT);
      assertFalse(head.contains("server:") || head.contains("java"), head);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1"})
  void refusesAnAddressThatOthersCanReach(String address) {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                AdminServer.start(
                    new InetSocketAddress(address, 0), () -> true, List::of, () -> ""));
    assertTrue(refused.getMessage().contains("must be on loopback"), refused.getMessage());
  }

  @Test
  void saysThatAnAddressIsInUse() {
    IOException inUse =
        assertThrows(
            IOException.class,
            () -> AdminServer.start(server.address(), () -> true, List::of, () -> ""));
    assertInstanceOf(BindException.class, inUse.getCause());
    String where = "admin: 127.0.0.1:" + server.address().getPort();
    assertTrue(inUse.getMessage().startsWith(where), inUse.getMessage());
  }

  @Test
  void aCheckThatFailsIsAnAnswerToo() throws IOException {
    try (AdminServer broken =
        AdminServer.start(
            FREE,
            () -> {
              throw new IllegalStateException("canary");
            },
            List::of,
            () -> "")) {
      server.close();
      server = broken;
      String answer = get("/livez");
      assertStatus(500, answer);
      assertFalse(answer.contains("canary"), answer);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "GET /livez HT", "GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"})
  void aThousandSlowClientsKeepNoQuestionFromItsAnswer(String begun) throws Exception {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 1_000; i++) {
        Socket socket = connect();
        socket.getOutputStream().write(begun.getBytes(StandardCharsets.US_ASCII));
        slow.add(socket);
        if (i % 50 == 0) {
          assertStatus(200, get("/livez"));
        }
      }
      assertStatus(200, get("/livez"));
    } finally {
      for (Socket socket : slow) {
        socket.close();
      }
    }
  }

  @Test
  void isAnsweredWhileNoVirtualThreadRuns() throws IOException {
    try (BusyCarriers _ = new BusyCarriers()) {
      assertStatus(200, get("/livez"));
      assertStatus(200, get("/readyz"));
    }
  }

  @Test
  void aSlowClientIsClosed() throws Exception {
    try (AdminServer strict =
        new AdminServer(FREE, () -> true, List::of, () -> "", Duration.ofMillis(300))) {
      server.close();
      server = strict;
      try (Socket socket = connect()) {
        socket.getOutputStream().write("GET /livez HT".getBytes(StandardCharsets.US_ASCII));
        assertClosed(socket);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"GET /livez\r\n\r\n", "GET  /livez HTTP/1.1\r\n\r\n", "GET /livez HTTP/2\r\n\r\n"})
  void whatIsNoRequestIsRefused(String request) throws IOException {
    assertStatus(400, exchange(request));
  }

  /** RFC 9112 §3.2.2: what comes by a proxy names the server, too. */
  @Test
  void theAbsoluteFormOfARequestIsAnsweredAlike() throws IOException {
    assertStatus(
        200, exchange("GET http://127.0.0.1:9443/livez HTTP/1.1\r\nHost: 127.0.0.1:9443\r\n\r\n"));
  }

  /** The server ends it, unanswered, before the read times out. */
  private static void assertClosed(Socket socket) throws IOException {
    try {
      assertEquals(-1, socket.getInputStream().read());
    } catch (SocketException reset) {
      assertFalse(reset.getMessage().isEmpty());
    }
  }

  /** Somebody else may have got the port by then, and would answer in other words or not at all. */
  @Test
  void stopsAtOnce() throws IOException {
    assertStatus(200, get("/livez"));
    server.close();
    String after;
    try {
      after = get("/livez");
    } catch (IOException _) {
      after = "";
    }
    assertFalse(after.startsWith("HTTP/1.1 200 "), after);
  }
}
