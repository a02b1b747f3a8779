// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Secret;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class BoundedWebClientTest extends BoundedWebClientFixture {
  @Test
  void anAnswerIsReadWhole() throws Exception {
    serve(out -> text(out, "HTTP/1.1 404 Not Found\r\nX-One: 1\r\nContent-Length: 5\r\n\r\nhello"));
    WebResponse response = client.send(get().withHeader("X-Token", Secret.of("t")));
    assertEquals(404, response.status());
    assertEquals("hello", response.text());
    assertEquals("1", response.header("x-one").orElseThrow());
    assertTrue(head.get().contains("HTTP/1.1\r\n"), head.get());
    assertTrue(head.get().contains("X-Token: t\r\n"), head.get());
    assertFalse(head.get().contains("Upgrade"), head.get());
  }

  @Test
  void anOfflineClientAsksNobody() throws Exception {
    serve(out -> text(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    try (BoundedWebClient offline = new BoundedWebClient(Optional.empty(), true)) {
      IOException e = assertThrows(IOException.class, () -> offline.send(get()));
      assertTrue(e.getMessage().startsWith("offline: "), e.getMessage());
    }
    assertEquals(0, connections.get());
  }

  @Test
  void aPostCarriesItsBody() throws Exception {
    serve(out -> text(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
    WebRequest post =
        new WebRequest(
            "POST",
            get().uri(),
            java.util.Map.of("Content-Type", Secret.of("text/plain")),
            Optional.of(Secret.of(BODY)),
            Duration.ofSeconds(5),
            100);
    assertEquals(200, client.send(post).status());
    assertTrue(head.get().startsWith("POST /x?q=CANARY"), head.get());
    assertTrue(head.get().contains("Content-Length: 4"), head.get());
  }

  private WebRequest post() {
    return new WebRequest(
        "POST",
        get().uri(),
        java.util.Map.of(),
        Optional.of(Secret.of(BODY)),
        Duration.ofSeconds(5),
        100);
  }

  /** As an Open Policy Agent does whose idle time ends just then. */
  @Test
  void aPostOnAKeptConnectionThatEndsWithoutAnAnswerIsSentOnceMore() throws Exception {
    serveKept(_ -> {});
    for (int i = 1; i <= 5; i++) {
      assertEquals(200, client.send(post()).status());
      assertEquals(i, connections.get());
    }
  }

  @Test
  void aPostOnANewConnectionIsSentOnce() {
    serve(_ -> {});
    assertEquals("127.0.0.1: closed the connection without an answer", failure(post()));
    assertEquals(1, connections.get());
  }

  /** Somebody has read it and began to answer: it may have had its effect. */
  @Test
  void aPostWhoseAnswerIsCutIsNotSentAgain() throws Exception {
    serveKept(out -> text(out, "HTTP/1.1 2"));
    assertEquals(200, client.send(post()).status());
    assertEquals("127.0.0.1: failed (IOException)", failure(post()));
    assertEquals(1, connections.get());
  }

  @Test
  void aRedirectIsNotFollowed() throws Exception {
    serve(
        out ->
            text(
                out,
                "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:"
                    + server.getLocalPort()
                    + "/other\r\nContent-Length: 0\r\n\r\n"));
    assertEquals(302, client.send(get()).status());
    assertEquals(1, connections.get());
  }

  @Test
  void silenceEndsAtTheDeadline() throws Exception {
    serve(_ -> new CountDownLatch(1).await());
    long began = System.nanoTime();
    failure(get().withDeadline(Duration.ofMillis(300)));
    assertTrue(System.nanoTime() - began < Duration.ofSeconds(2).toNanos());
  }

  @Test
  void anInterruptionEndsTheExchange() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    serve(
        out -> {
          inside.countDown();
          for (int i = 0; i < 100_000; i++) {
            text(out, "HTTP/1.1 100 Continue\r\n\r\n");
          }
        });
    AtomicReference<Exception> thrown = new AtomicReference<>();
    Thread caller =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    client.send(get().withDeadline(Duration.ofSeconds(60)));
                  } catch (IOException | InterruptedException e) {
                    thrown.set(e);
                  }
                });
    inside.await();
    caller.interrupt();
    caller.join(5000);
    assertFalse(caller.isAlive());
    assertTrue(thrown.get() != null);
  }

  @Test
  void plainHttpIsForLoopbackOnly() {
    for (String uri :
        new String[] {
          "http://gitlab.example.com/",
          "http://127.0.0.1.example.com/",
          "http://10.0.0.1/",
          "http://[fe80::1]/",
          "ftp://127.0.0.1/",
          "http://CANARY@127.0.0.1/"
        }) {
      failure(WebRequest.get(URI.create(uri)));
    }
  }

  @Test
  void whatCannotBeSentIsNotRepeated() {
    failure(get().withHeader("X-Token", Secret.of("CANARY\r\nX: y")));
    failure(get().withHeader("Host", Secret.of("CANARY")));
  }

  @Test
  void nobodyThereIsAFailureWithAName() throws IOException {
    server.close();
    assertEquals("127.0.0.1: cannot be connected to", failure(get()));
  }

  @Test
  void afterClosingNothingIsSent() {
    client.close();
    assertTrue(failure(get()).contains("closed"));
  }
}
