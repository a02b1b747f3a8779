// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.admin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/**
 * Answers {@code GET} of {@code /livez}, {@code /readyz} and {@code /metrics} on loopback. Anything
 * else is refused, and no answer names a version.
 */
public final class AdminServer implements AutoCloseable {
  /** Most exchanges at once; a connection beyond that is closed unanswered. */
  private static final int EXCHANGES = 32;

  /** Longest exchange, from the request's first byte to the answer's last. */
  private static final Duration LONGEST = Duration.ofSeconds(5);

  private static final String PLAIN = "text/plain; charset=utf-8";

  private record Answer(int status, String type, String body) {}

  private final HttpServer server;
  private final AdminChecks checks;
  private final Supplier<String> metrics;

  private AdminServer(HttpServer server, AdminChecks checks, Supplier<String> metrics) {
    this.server = server;
    this.checks = checks;
    this.metrics = metrics;
  }

  /**
   * Binds the address and starts answering.
   *
   * @param address must be on loopback; port 0 takes a free one
   * @param checks what health questions are answered from
   * @param metrics the Prometheus text
   * @throws IllegalArgumentException if the address is not on loopback: whoever reaches it is not
   *     asked who they are
   * @throws IOException if it cannot be bound
   */
  public static AdminServer start(
      InetSocketAddress address, AdminChecks checks, Supplier<String> metrics) throws IOException {
    return start(address, checks, metrics, LONGEST);
  }

  static AdminServer start(
      InetSocketAddress address, AdminChecks checks, Supplier<String> metrics, Duration longest)
      throws IOException {
    if (address.isUnresolved() || !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "the admin address must be on loopback, for example 127.0.0.1:9443; it is "
              + address.getHostString());
    }
    HttpServer server = bound(address);
    AdminServer admin = new AdminServer(server, checks, metrics);
    server.createContext("/", admin::handle);
    server.setExecutor(bounded(longest));
    server.start();
    return admin;
  }

  private static HttpServer bound(InetSocketAddress address) throws IOException {
    try {
      return HttpServer.create(address, EXCHANGES);
    } catch (IOException e) {
      String where = address.getAddress().getHostAddress() + ":" + address.getPort();
      throw new IOException("admin: " + where + ": " + e.getMessage(), e);
    }
  }

  private static Executor bounded(Duration longest) {
    Semaphore free = new Semaphore(EXCHANGES);
    return exchange -> {
      if (!free.tryAcquire()) {
        throw new RejectedExecutionException("too many exchanges at once");
      }
      Thread worker =
          Thread.ofVirtual()
              .name("drawbridge-admin")
              .start(
                  () -> {
                    try {
                      exchange.run();
                    } finally {
                      free.release();
                    }
                  });
      Thread.ofVirtual().name("drawbridge-admin-limit").start(() -> limit(worker, longest));
    };
  }

  /**
   * Closes the connection of a client that is too slow: it would hold one of few places for ever.
   */
  private static void limit(Thread worker, Duration longest) {
    try {
      if (!worker.join(longest)) {
        worker.interrupt();
      }
    } catch (InterruptedException _) {
      worker.interrupt();
    }
  }

  /** Where it answers. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      if (answer.status() == 405) {
        exchange.getResponseHeaders().set("Allow", "GET");
      }
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      if (body.length > 0) {
        try (OutputStream out = exchange.getResponseBody()) {
          out.write(body);
        }
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    List<String> hosts = exchange.getRequestHeaders().get("Host");
    if (hosts == null || hosts.size() != 1 || !HostNames.allows(hosts.getFirst())) {
      return new Answer(403, PLAIN, "only for names of loopback\n");
    }
    if (!exchange.getRequestMethod().equals("GET")) {
      return new Answer(405, PLAIN, "");
    }
    try {
      return answer(exchange.getRequestURI().getPath());
    } catch (RuntimeException _) {
      return new Answer(500, PLAIN, "the check failed\n");
    }
  }

  private Answer answer(String path) {
    return switch (path) {
      case "/livez" ->
          checks.live().get()
              ? new Answer(200, PLAIN, "live\n")
              : new Answer(503, PLAIN, "not live\n");
      case "/readyz" -> {
        List<String> reasons = checks.notReady().get();
        yield reasons.isEmpty()
            ? new Answer(200, PLAIN, "ready\n")
            : new Answer(503, PLAIN, String.join("\n", reasons) + "\n");
      }
      case "/metrics" -> new Answer(200, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
      case null, default -> new Answer(404, PLAIN, "");
    };
  }

  /** Stops answering, at once. */
  @Override
  public void close() {
    server.stop(0);
  }
}
