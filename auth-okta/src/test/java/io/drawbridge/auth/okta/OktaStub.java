// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drawbridge.auth.ContractIssuer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** An Okta on loopback with one custom authorization server, {@code default}. */
final class OktaStub implements AutoCloseable {
  static final ContractIssuer KEY = key("first");
  static final ContractIssuer NEXT = key("second");

  /** How the introspection endpoint answers. */
  @FunctionalInterface
  interface Behaviour {
    void answer(HttpExchange exchange) throws IOException;
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private final AtomicInteger keyFetches = new AtomicInteger();
  private volatile Behaviour introspection = says(Map.of("active", false));
  private volatile String keys = ContractIssuer.set(KEY);

  OktaStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/oauth2/default/.well-known/openid-configuration",
        exchange ->
            send(
                exchange,
                200,
                ContractIssuer.json(
                    Map.of("issuer", issuer(), "jwks_uri", issuer() + "/v1/keys"))));
    server.createContext("/oauth2/default/v1/keys", this::keys);
    server.createContext("/oauth2/default/v1/introspect", this::introspect);
    server.createContext(
        "/elsewhere", exchange -> says(Map.of("active", true, "jti", "AT.1")).answer(exchange));
    server.start();
  }

  private static ContractIssuer key(String kid) {
    try {
      return ContractIssuer.rsa(kid, 2_048);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The organisation's own server. */
  String organisation() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  String issuer() {
    return organisation() + "/oauth2/default";
  }

  /** Publishes these keys and no others. */
  void publish(ContractIssuer... published) {
    keys = ContractIssuer.set(published);
  }

  int keyFetches() {
    return keyFetches.get();
  }

  void introspectionIs(Behaviour behaviour) {
    introspection = behaviour;
  }

  /** What introspection was asked: method, authorization, type, body. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void keys(HttpExchange exchange) throws IOException {
    keyFetches.incrementAndGet();
    send(exchange, 200, keys);
  }

  private void introspect(HttpExchange exchange) throws IOException {
    asked.add(
        exchange.getRequestMethod()
            + " "
            + exchange.getRequestHeaders().getFirst("Authorization")
            + " "
            + exchange.getRequestHeaders().getFirst("Content-Type")
            + " "
            + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    introspection.answer(exchange);
  }

  static void send(HttpExchange exchange, int status, String text) throws IOException {
    try (exchange) {
      byte[] body = text.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  static Behaviour says(int status, String body) {
    return exchange -> send(exchange, status, body);
  }

  static Behaviour says(Map<String, ?> members) {
    return says(200, ContractIssuer.json(members));
  }

  static Behaviour says(int status, String header, String value) {
    return exchange -> {
      exchange.getResponseHeaders().set(header, value);
      send(exchange, status, "");
    };
  }

  /** Okta's answer about an active token. */
  static Behaviour active(String id) {
    return says(Map.of("active", true, "token_type", "Bearer", "client_id", "0oajob", "jti", id));
  }

  /** No answer at all. */
  static Behaviour hangsUp() {
    return HttpExchange::close;
  }

  /** A head at once, then nothing until the stub is closed. */
  Behaviour stalls() {
    return exchange -> {
      try (exchange) {
        exchange.sendResponseHeaders(200, 1_000);
        exchange.getResponseBody().write('{');
        exchange.getResponseBody().flush();
        closed.await();
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    };
  }

  /** The claims of Okta's own example of an access token, issued at this second for an hour. */
  Map<String, Object> payload(long issued) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("ver", 1);
    claims.put("jti", "AT.1");
    claims.put("iss", issuer());
    claims.put("aud", "api://drawbridge");
    claims.put("sub", "dana@example.com");
    claims.put("iat", issued);
    claims.put("exp", issued + 3_600);
    claims.put("cid", "0oajob");
    claims.put("uid", "00udana");
    claims.put("scp", List.of("openid", "tunnel"));
    claims.put("auth_time", issued - 60);
    claims.put("groups", List.of("dba", "Everyone"));
    return claims;
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
