// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.observe.Ending;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.SessionObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A proxy inside another program: no jar, no file, no command line. */
@Timeout(60)
class EmbeddedProxyTest {
  private static final Secret TOKEN = Secret.of("the-token-of-the-embedder");

  @TempDir Path directory;

  private final BlockingQueue<Object> told = new LinkedBlockingQueue<>();

  @Test
  void aJobReachesItsTargetAndTheEndIsTold() throws Exception {
    try (ServerSocket target = echo();
        Proxy proxy = builder(target).start()) {
      try (Socket client = connect(proxy, TOKEN.reveal())) {
        assertTrue(head(client).startsWith("HTTP/1.1 200 "));
        client.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
        assertEquals(
            "ping", new String(client.getInputStream().readNBytes(4), StandardCharsets.US_ASCII));
        client.shutdownOutput();
        assertEquals(-1, client.getInputStream().read());
      }
      assertTrue(((Attempt) next()).granted());
      Ending ending = (Ending) next();
      assertEquals(CloseReason.COMPLETED, ending.reason());
      assertEquals(4, ending.bytesUp());
      assertEquals(4, ending.bytesDown());
    }
    String audit = Files.readString(directory.resolve("audit.jsonl"));
    assertTrue(audit.contains("COMPLETED"), audit);
  }

  @Test
  void aStrangerIsRefusedAndCanReadWhy() throws Exception {
    try (ServerSocket target = echo();
        Proxy proxy = builder(target).start();
        Socket client = connect(proxy, "another")) {
      String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
      assertTrue(answer.startsWith("HTTP/1.1 407 "), answer);
      assertTrue(answer.contains("Drawbridge-Session: "), answer);
      assertEquals(Refusal.UNAUTHENTICATED, ((Attempt) next()).refusal().orElseThrow());
    }
  }

  @Test
  void fiftyStartsAndStopsLeaveNothingBehind() throws Exception {
    try (ServerSocket target = echo()) {
      startAndStop(target);
      int threads = Thread.activeCount();
      long descriptors = descriptors();
      for (int i = 0; i < 50; i++) {
        startAndStop(target);
      }
      assertTrue(descriptors() <= descriptors + 2, "descriptors: " + descriptors());
      assertTrue(Thread.activeCount() <= threads + 2, "threads: " + Thread.activeCount());
    }
  }

  @Test
  void twoProxiesLiveInOneProcess() throws Exception {
    try (ServerSocket target = echo();
        Proxy two =
            builder(target).audit(directory.resolve("other.jsonl"), usual -> usual).start()) {
      Proxy one = builder(target).start();
      one.drain(Duration.ZERO);
      try (Socket client = connect(two, TOKEN.reveal())) {
        assertTrue(head(client).startsWith("HTTP/1.1 200 "));
      }
    }
  }

  private void startAndStop(ServerSocket target) throws Exception {
    try (Proxy proxy = builder(target).start()) {
      try (Socket client = connect(proxy, TOKEN.reveal())) {
        head(client);
      }
      assertTrue(proxy.drain(Duration.ofSeconds(10)));
    }
  }

  private Object next() throws InterruptedException {
    Object event = told.poll(10, TimeUnit.SECONDS);
    assertTrue(event != null, "nothing was told within 10 s");
    return event;
  }

  private ProxyBuilder builder(ServerSocket target) {
    return Proxy.builder()
        .listener("ci", l -> l.address(new InetSocketAddress("127.0.0.1", 0)))
        .authenticator("own", new OneToken())
        .target("echo", t -> t.address("127.0.0.1", target.getLocalPort()).loopback(true))
        .rule("all", r -> r.to(java.util.List.of("echo")).when("who", "embedder"))
        .audit(directory.resolve("audit.jsonl"), usual -> usual)
        .observer(
            new SessionObserver() {
              @Override
              public void refused(Attempt attempt) {
                told.add(attempt);
              }

              @Override
              public void granted(Attempt attempt) {
                told.add(attempt);
              }

              @Override
              public void closed(Ending ending) {
                told.add(ending);
              }
            });
  }

  private static final class OneToken implements Authenticator {
    @Override
    public Authentication authenticate(Credentials presented, Peer peer) {
      if (!TOKEN.equals(presented.token().orElse(null))) {
        return new Authentication.NotMine();
      }
      return new Authentication.Verified(
          new Identity(
              "test", "embedder", Claims.of(Map.of("who", "embedder")), Map.of(), Instant.MAX),
          Liveness.UNTRACKED,
          Duration.ZERO);
    }
  }

  private static ServerSocket echo() throws IOException {
    ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofVirtual()
        .start(
            () -> {
              while (!server.isClosed()) {
                Socket socket = accept(server);
                if (socket == null) {
                  return;
                }
                Thread.ofVirtual()
                    .start(
                        () -> {
                          try (socket) {
                            socket.getInputStream().transferTo(socket.getOutputStream());
                          } catch (IOException _) {
                            // The tunnel was reset; the test looks at the other end.
                          }
                        });
              }
            });
    return server;
  }

  private static Socket accept(ServerSocket server) {
    try {
      return server.accept();
    } catch (IOException _) {
      return null;
    }
  }

  private static Socket connect(Proxy proxy, String token) throws IOException {
    InetSocketAddress at = (InetSocketAddress) proxy.address("ci");
    Socket socket = new Socket(at.getAddress(), at.getPort());
    String request =
        "CONNECT echo HTTP/1.1\r\nHost: echo\r\nProxy-Authorization: Bearer " + token + "\r\n\r\n";
    socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static String head(Socket socket) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertTrue(next >= 0, "ended within the head: " + head);
      head.append((char) next);
    }
    return head.toString();
  }

  private static long descriptors() throws IOException {
    try (var list = Files.list(Path.of("/proc/self/fd"))) {
      return list.count();
    }
  }
}
