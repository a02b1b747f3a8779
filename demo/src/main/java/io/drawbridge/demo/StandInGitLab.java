// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * As much of GitLab as a gateway sees, on loopback: OpenID discovery, signing keys, ID tokens, and
 * the job resource of its REST API. Safe for concurrent use.
 */
final class StandInGitLab implements AutoCloseable {
  private static final Pattern PROJECT_JOB =
      Pattern.compile("/api/v4/projects/([0-9]+)/jobs/([0-9]+)");

  private final Map<Long, Job> jobs = new ConcurrentHashMap<>();
  private final AtomicLong nextJob = new AtomicLong(3020);
  private final String readToken = "glpat-demo-" + UUID.randomUUID();
  private final TokenIssuer issuer = new TokenIssuer();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final HttpServer server;

  /** Starts on a free port of 127.0.0.1. */
  StandInGitLab() throws IOException, GeneralSecurityException {
    InetAddress loopback = InetAddress.ofLiteral("127.0.0.1");
    server = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::answer);
    server.start();
  }

  /** The instance's URL, which is its issuer. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** The token with which the gateway may read jobs. */
  String readToken() {
    return readToken;
  }

  /** A job that a runner has just picked up. */
  Job start(long project, String path) {
    Job job = new Job(nextJob.addAndGet(10), project, path);
    jobs.put(job.id(), job);
    return job;
  }

  /** The ID token the job finds in its environment, made some time ago and good for an hour. */
  String idToken(Job job, String audience, Duration age) throws GeneralSecurityException {
    return issuer.sign(job.claims(url(), audience, Instant.now().minus(age)));
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      Matcher job = PROJECT_JOB.matcher(path);
      if (!exchange.getRequestMethod().equals("GET")) {
        send(exchange, 405, "{\"error\":\"405 Method Not Allowed\"}");
      } else if (path.equals("/.well-known/openid-configuration")) {
        send(exchange, 200, discovery());
      } else if (path.equals("/oauth/discovery/keys")) {
        send(exchange, 200, issuer.keySet());
      } else if (job.matches()) {
        projectJob(exchange, Long.parseLong(job.group(1)), Long.parseLong(job.group(2)));
      } else {
        send(exchange, 404, "{\"error\":\"404 Not Found\"}");
      }
    }
  }

  private void projectJob(HttpExchange exchange, long project, long id) throws IOException {
    String token = exchange.getRequestHeaders().getFirst("PRIVATE-TOKEN");
    Job job = jobs.get(id);
    if (!readToken.equals(token)) {
      send(exchange, 401, "{\"message\":\"401 Unauthorized\"}");
    } else if (job == null || job.project() != project) {
      send(exchange, 404, "{\"message\":\"404 Not Found\"}");
    } else {
      send(exchange, 200, job.json());
    }
  }

  private String discovery() {
    return """
    {"issuer": "%1$s", "jwks_uri": "%1$s/oauth/discovery/keys",
     "response_types_supported": ["code"], "subject_types_supported": ["public"],
     "id_token_signing_alg_values_supported": ["RS256"]}
    """
        .formatted(url());
  }

  private static void send(HttpExchange exchange, int status, String json) throws IOException {
    byte[] body = json.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
