// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.dial;

import io.drawbridge.testing.Sockets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Answers one request with given bytes, then holds the connection until it is closed. */
final class ScriptedGateway implements AutoCloseable {
  private final ServerSocketChannel listener = Sockets.listen(5);
  private final CompletableFuture<String> request = new CompletableFuture<>();
  private final CompletableFuture<String> later = new CompletableFuture<>();
  private final CountDownLatch hold = new CountDownLatch(1);
  private final Thread thread;

  /**
   * Starts it.
   *
   * @param answer what it sends once the request is whole
   * @param ends whether it ends its direction behind the answer
   */
  ScriptedGateway(String answer, boolean ends) throws IOException {
    thread = Thread.startVirtualThread(() -> serve(answer, ends));
  }

  private void serve(String answer, boolean ends) {
    try (SocketChannel channel = listener.accept()) {
      request.complete(head(channel.socket().getInputStream()));
      Sockets.write(channel, answer);
      if (ends) {
        channel.shutdownOutput();
      }
      later.complete(Sockets.readAll(channel));
      hold.await();
    } catch (IOException | InterruptedException e) {
      request.completeExceptionally(e);
      later.completeExceptionally(e);
    }
  }

  private static String head(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int b = in.read();
      if (b < 0) {
        throw new IOException("the client left");
      }
      head.append((char) b);
    }
    return head.toString();
  }

  int port() throws IOException {
    return Sockets.port(listener);
  }

  /** The request's head. */
  String request() throws Exception {
    return request.get(5, TimeUnit.SECONDS);
  }

  /** What came behind the request's head, once the client has ended. */
  String later() throws Exception {
    return later.get(5, TimeUnit.SECONDS);
  }

  /** Ends its direction and leaves, once the client has ended. */
  void leave() {
    hold.countDown();
  }

  @Override
  public void close() throws IOException {
    leave();
    thread.interrupt();
    listener.close();
  }
}
