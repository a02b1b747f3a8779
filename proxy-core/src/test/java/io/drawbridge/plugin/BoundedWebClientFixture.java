// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.plugin;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.auth.WebRequest;
import io.drawbridge.guard.Waiting;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server whose answers a test writes, and the client that asks it. */
class BoundedWebClientFixture {
  /** What each POST of a test carries. */
  static final String BODY = "body";

  final BoundedWebClient client = new BoundedWebClient(Optional.empty(), false);
  final AtomicInteger connections = new AtomicInteger();
  final AtomicReference<String> head = new AtomicReference<>("");
  final CountDownLatch gone = new CountDownLatch(1);
  ServerSocket server;
  @TempDir Path temp;

  /** What a connection is answered with. */
  interface Answer {
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

  /** The same, where the connection is read from, too. */
  interface Exchange {
    void with(InputStream in, OutputStream out) throws IOException, InterruptedException;
  }

  void serve(Answer answer) {
    serve((_, out) -> answer.write(out));
  }

  private void serve(Exchange answer) {
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

  private void one(Socket socket, Exchange answer) {
    try (socket) {
      InputStream in = socket.getInputStream();
      head(in);
      answer.with(in, socket.getOutputStream());
      socket.shutdownOutput();
      in.read();
    } catch (IOException | InterruptedException _) {
      gone.countDown();
    }
  }

  private void head(InputStream in) throws IOException {
    StringBuilder read = new StringBuilder();
    while (read.indexOf("\r\n\r\n") < 0) {
      read.append((char) in.read());
    }
    in.readNBytes(read.indexOf("POST") == 0 ? BODY.length() : 0);
    head.set(read.toString());
  }

  /**
   * Answers the first request of each connection, keeps it open, and does with each later one what
   * is said here; then the connection is closed.
   */
  void serveKept(Answer later) {
    serve(
        (in, out) -> {
          text(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
          head(in);
          later.write(out);
        });
  }

  static void text(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.US_ASCII));
    out.flush();
  }

  WebRequest get() {
    return WebRequest.get(URI.create("http://127.0.0.1:" + server.getLocalPort() + "/x?q=CANARY"));
  }

  String failure(WebRequest request) {
    String message = assertThrows(IOException.class, () -> client.send(request)).getMessage();
    assertFalse(message.contains("CANARY"), message);
    return message;
  }
}
