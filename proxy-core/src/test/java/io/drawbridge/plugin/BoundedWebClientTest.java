// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.WebRequest;
import io.drawbridge.auth.WebResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BoundedWebClientTest {
  private final BoundedWebClient client = new BoundedWebClient(Optional.empty());
  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicReference<String> head = new AtomicReference<>("");
  private final CountDownLatch gone = new CountDownLatch(1);
  private ServerSocket server;
  @TempDir Path temp;

  /** What a connection is answered with. */
  private interface Answer {
    void write(OutputStream out) throws IOException, InterruptedException;
  }

  @BeforeEach
  void listen() throws IOException {
    server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  @AfterEach
  void nothingLeft() throws IOException {
    server.close();
    client.close();
    Waiting.noThreads();
  }

  private void serve(Answer answer) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                while (true) {
                  Socket socket = server.accept();
                  connections.incrementAndGet();
                  Thread.ofVirtual().start(() -> one(socket, answer));
                }
              } catch (IOException _) {
                // The test has ended.
              }
            });
  }

  private void one(Socket socket, Answer answer) {
    try (socket) {
      InputStream in = socket.getInputStream();
      StringBuilder read = new StringBuilder();
      while (read.indexOf("\r\n\r\n") < 0) {
        read.append((char) in.read());
      }
      head.set(read.toString());
      answer.write(socket.getOutputStream());
      socket.shutdownOutput();
      in.read();
    } catch (IOException | InterruptedException _) {
      gone.countDown();
    }
  }

  private static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  private WebRequest get() {
    return WebRequest.get(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/x?q=CANARY"));
  }

  private String failure(WebRequest request) {
    String message = assertThrows(IOException.class, () -> client.send(request)).getMessage();
    assertFalse(message.contains("CANARY"), message);
    return message;
  }

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
    try (BoundedWebClient offline = BoundedWebClient.offline()) {
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
            Optional.of(Secret.of("body")),
            Duration.ofSeconds(5),
            100);
    assertEquals(200, client.send(post).status());
    assertTrue(head.get().startsWith("POST /x?q=CANARY"), head.get());
    assertTrue(head.get().contains("Content-Length: 4"), head.get());
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
  void aBodyThatDripsEndsAtTheDeadlineAndTheConnectionWithIt() throws Exception {
    CountDownLatch tick = new CountDownLatch(1);
    serve(
        out -> {
          text(out, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
          for (int i = 0; i < 2000; i++) {
            text(out, "x");
            tick.await(10, TimeUnit.MILLISECONDS);
          }
        });
    long began = System.nanoTime();
    String message = failure(get().withDeadline(Duration.ofMillis(300)));
    long took = System.nanoTime() - began;
    assertTrue(took < Duration.ofSeconds(2).toNanos(), took + " ns");
    assertTrue(message.contains("127.0.0.1"), message);
    assertTrue(gone.await(5, TimeUnit.SECONDS), "the server sees the connection end");
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
  void aBodyThatIsTooLongIsCutOff() throws Exception {
    serve(
        out -> {
          text(out, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
          byte[] block = new byte[64 * 1024];
          for (int i = 0; i < 100_000; i++) {
            out.write(block);
          }
        });
    String message = failure(get().withMaxBody(1000));
    assertTrue(message.contains("longer than 1000 bytes"), message);
    assertTrue(gone.await(5, TimeUnit.SECONDS), "the server sees the connection end");
  }

  @Test
  void aBodyThatAnnouncesTooMuchIsNotRead() throws Exception {
    serve(out -> text(out, "HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n"));
    String message = failure(get().withMaxBody(1000));
    assertTrue(message.contains("longer than 1000 bytes"), message);
  }

  @Test
  void aBodyOfExactlyTheBoundIsAccepted() throws Exception {
    serve(out -> text(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + "x".repeat(1000)));
    assertEquals(1000, client.send(get().withMaxBody(1000)).body().length);
  }

  @Test
  void aTruncatedBodyIsAFailure() throws Exception {
    serve(out -> text(out, "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nshort"));
    failure(get());
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
  void onlyTheCertificatesGivenAreTrustedAndTheNameMustFit() throws Exception {
    SSLContext context = TestCertificate.context(temp);
    HttpsServer tls = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
    tls.setHttpsConfigurator(new HttpsConfigurator(context));
    tls.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    tls.start();
    String port = ":" + tls.getAddress().getPort() + "/";
    try (BoundedWebClient trusting = new BoundedWebClient(Optional.of(context))) {
      WebRequest byName = WebRequest.get(URI.create("https://localhost" + port));
      assertEquals(200, trusting.send(byName).status());
      assertTrue(failure(byName).startsWith("localhost: TLS failed"));
      WebRequest byAddress = WebRequest.get(URI.create("https://127.0.0.1" + port));
      assertTrue(
          assertThrows(IOException.class, () -> trusting.send(byAddress))
              .getMessage()
              .startsWith("127.0.0.1: TLS failed"));
    } finally {
      tls.stop(0);
    }
  }

  @Test
  void afterClosingNothingIsSent() {
    client.close();
    assertTrue(failure(get()).contains("closed"));
  }
}
