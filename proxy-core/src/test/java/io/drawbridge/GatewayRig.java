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
import io.drawbridge.testing.Baseline;
import io.drawbridge.testing.Sockets;
import io.drawbridge.testing.Told;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A whole gateway in this process, with one target, and an authenticator a test can bend. */
final class GatewayRig implements AutoCloseable {
  /** What the authenticator answers to a token. */
  interface Answers {
    Authentication to(String token) throws InterruptedException;
  }

  final Baseline baseline = Baseline.now();
  final Told told = new Told();
  final Path audit;
  final ServerSocketChannel target;
  final ProxyBuilder builder;
  volatile Answers answers = _ -> verified(Liveness.UNTRACKED);
  volatile boolean closedAuthenticator;
  private Proxy proxy;

  GatewayRig(Path directory) throws IOException {
    audit = directory.resolve("audit.jsonl");
    target = Sockets.listen(50);
    builder =
        Proxy.builder()
            .listener("ci", l -> l.address(new InetSocketAddress("127.0.0.1", 0)))
            .authenticator("own", new Bent())
            .target("t", t -> t.address("127.0.0.1", port()).loopback(true))
            .rule("all", r -> r.to(List.of("t")).when("who", "job"))
            .audit(audit, usual -> usual)
            .observer(told);
  }

  private final class Bent implements Authenticator {
    @Override
    public Authentication authenticate(Credentials presented, Peer peer)
        throws InterruptedException {
      return answers.to(presented.token().orElseThrow().reveal());
    }

    @Override
    public void close() {
      closedAuthenticator = true;
    }
  }

  static Authentication verified(Liveness liveness) {
    return verified(liveness, "job");
  }

  static Authentication verified(Liveness liveness, String who) {
    return new Authentication.Verified(
        new Identity("test", who, Claims.of(Map.of("who", who)), Map.of(), Instant.MAX),
        liveness,
        Duration.ZERO);
  }

  /** A job in that state. */
  static Liveness job(Liveness.State state) {
    return new Liveness() {
      @Override
      public String key() {
        return "job-1";
      }

      @Override
      public State check() {
        return state;
      }
    };
  }

  private int port() {
    try {
      return Sockets.port(target);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Proxy proxy() throws Exception {
    if (proxy == null) {
      proxy = builder.start();
    }
    return proxy;
  }

  SocketChannel connect() throws Exception {
    SocketAddress at = proxy().address("ci");
    return SocketChannel.open(at);
  }

  /** Connects and asks for the target. */
  SocketChannel ask(String fields) throws Exception {
    return ask("t", fields);
  }

  SocketChannel ask(String name, String fields) throws Exception {
    SocketChannel client = connect();
    Sockets.write(client, "CONNECT " + name + " HTTP/1.1\r\nHost: " + name + "\r\n" + fields);
    Sockets.write(client, "\r\n");
    return client;
  }

  SocketChannel ask() throws Exception {
    return ask("Proxy-Authorization: Bearer token\r\n");
  }

  /** An open tunnel: its client's end, the answer read. */
  SocketChannel tunnel() throws Exception {
    SocketChannel client = ask();
    String head = "";
    while (!head.endsWith("\r\n\r\n")) {
      String more = Sockets.read(client, 1);
      assertEquals(1, more.length(), "ended within the answer: " + head);
      head += more;
    }
    assertTrue(head.startsWith("HTTP/1.1 200 "), head);
    return client;
  }

  /** The audit's lines with that text. */
  List<String> audited(String text) throws IOException {
    return Files.readAllLines(audit).stream().filter(line -> line.contains(text)).toList();
  }

  /** The proxy ends, everybody was told once, and nothing is left. */
  void assertOver() throws Exception {
    proxy().close();
    told.assertBalanced();
    assertNothingLeft();
  }

  /** After a start that failed. */
  void assertNothingLeft() throws IOException {
    close();
    baseline.assertBack();
  }

  @Override
  public void close() throws IOException {
    if (proxy != null) {
      proxy.close();
    }
    target.close();
  }
}
