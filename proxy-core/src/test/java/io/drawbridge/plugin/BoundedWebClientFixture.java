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
  final BoundedWebClient client = new BoundedWebClient(Optional.empty());
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

  void serve(Answer answer) {
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

  void one(Socket socket, Answer answer) {
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
