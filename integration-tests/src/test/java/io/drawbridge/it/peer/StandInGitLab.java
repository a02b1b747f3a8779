// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.drawbridge.it.harness.Json;
import io.drawbridge.it.harness.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * GitLab as a gateway sees it: discovery, keys and ID tokens as its OpenID Connect provider makes
 * them, and two resources of its jobs API, transcribed from GitLab's documentation of them. It can
 * also fail in the ways that GitLab and the network before it do.
 */
public final class StandInGitLab implements AutoCloseable {
  /** How it fails. */
  public enum Fault {
    /** It does not. */
    NONE,
    /** 401, as for a token that is not valid. */
    UNAUTHORIZED,
    /** 403, as for a token without the scope. */
    FORBIDDEN,
    /** 404, as for a project one cannot see. */
    NOT_FOUND,
    /** 429 with Retry-After. */
    TOO_MANY,
    /** 500. */
    ERROR,
    /** No answer for a long time. */
    SLOW,
    /** 200 with something that is not JSON. */
    GARBAGE
  }

  /** What GitLab's documentation shows as a body for these. */
  private static final Map<Integer, String> BODIES =
      Map.of(
          401, "{\"message\":\"401 Unauthorized\"}",
          403, "{\"error\":\"insufficient_scope\",\"scope\":\"api read_api\"}",
          404, "{\"message\":\"404 Not found\"}",
          429, "Retry later\n",
          500, "{\"message\":\"500 Internal Server Error\"}");

  private static final Pattern PROJECT_JOB =
      Pattern.compile("/api/v4/projects/([0-9]+)/jobs/([0-9]+)");

  private final int port = Ports.free();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<Long, CiJob> jobs = new ConcurrentHashMap<>();
  private final AtomicLong nextJob = new AtomicLong(7000);
  private final String readToken = "glpat-" + UUID.randomUUID();
  private final List<String> secrets = new CopyOnWriteArrayList<>(List.of(readToken));
  private final AtomicInteger apiRequests = new AtomicInteger();
  private final AtomicInteger keyRequests = new AtomicInteger();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile SigningKey key = SigningKey.create("first", 2048);
  private volatile Fault apiFault = Fault.NONE;
  private volatile Fault keysFault = Fault.NONE;
  private volatile HttpServer server;

  /** Starts on a free port of loopback. */
  public StandInGitLab() {
    up();
  }

  /** Answers again after {@link #down}. */
  public void up() {
    try {
      HttpServer next =
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
      next.setExecutor(threads);
      next.createContext("/", this::answer);
      next.start();
      server = next;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Refuses connections from now on. */
  public void down() {
    server.stop(0);
  }

  /** Its URL, which is also its issuer. */
  public String url() {
    return "http://127.0.0.1:" + port;
  }

  /** Its port. */
  public int port() {
    return port;
  }

  /** A token with the scope {@code read_api}. */
  public String readToken() {
    return readToken;
  }

  /** Everything that it gave out and nobody may write down. */
  public List<String> secrets() {
    List<String> canaries = new ArrayList<>();
    for (String secret : secrets) {
      // Of a signed token the signature: its claims may well be recorded.
      canaries.add(secret.substring(secret.lastIndexOf('.') + 1));
    }
    return canaries;
  }

  /** Its jobs API fails so from now on. */
  public void failApi(Fault fault) {
    apiFault = fault;
  }

  /** Its discovery and keys fail so from now on. */
  public void failKeys(Fault fault) {
    keysFault = fault;
  }

  /** How often its jobs API was asked. */
  public int apiRequests() {
    return apiRequests.get();
  }

  /** How often its keys were asked for. */
  public int keyRequests() {
    return keyRequests.get();
  }

  /** The key it signs with. */
  public SigningKey key() {
    return key;
  }

  /** Replaces the key at once, as GitLab does: the old one is no longer published. */
  public void rotate(String keyId) {
    publish(SigningKey.create(keyId, 2048));
  }

  /** Signs with that key from now on, and publishes it alone. */
  public void publish(SigningKey other) {
    key = other;
  }

  /** A job that a runner has picked up. */
  public CiJob job(long project) {
    CiJob job = new CiJob(nextJob.incrementAndGet(), project, "shop/project-" + project);
    jobs.put(job.id(), job);
    secrets.add(job.token());
    return job;
  }

  /** The job's ID token for an audience: an hour long, right in every respect. */
  public JobToken idToken(CiJob job, String audience) {
    return idToken(job, audience, Duration.ofHours(1));
  }

  /** The job's ID token for an audience, that long. */
  public JobToken idToken(CiJob job, String audience, Duration life) {
    Instant now = Instant.now();
    return new JobToken(key, job.claims(url(), audience, now, now.plus(life)), secrets::add);
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.startsWith("/api/v4/")) {
        apiRequests.incrementAndGet();
        api(exchange, path);
      } else if (path.equals("/.well-known/openid-configuration")) {
        sendUnless(keysFault, exchange, Json.write(discovery()));
      } else if (path.equals("/oauth/discovery/keys")) {
        keyRequests.incrementAndGet();
        sendUnless(keysFault, exchange, Json.write(Map.of("keys", List.of(key.jwk()))));
      } else {
        send(exchange, 404, BODIES.get(404));
      }
    }
  }

  private void api(HttpExchange exchange, String path) throws IOException {
    if (path.equals("/api/v4/version") && apiFault == Fault.NONE) {
      send(exchange, presented(exchange, "PRIVATE-TOKEN").equals(readToken) ? 200 : 401, "{}");
      return;
    }
    Matcher projectJob = PROJECT_JOB.matcher(path);
    CiJob job = null;
    int refusal = 401;
    if (path.equals("/api/v4/job")) {
      String token = presented(exchange, "JOB-TOKEN");
      job = jobs.values().stream().filter(j -> j.token().equals(token)).findFirst().orElse(null);
      // GitLab knows the token only while its job executes.
      job = job != null && job.executes() ? job : null;
    } else if (projectJob.matches()) {
      if (presented(exchange, "PRIVATE-TOKEN").equals(readToken)) {
        job = jobs.get(Long.parseLong(projectJob.group(2)));
        job = job != null && projectJob.group(1).equals("" + job.project()) ? job : null;
        refusal = 404;
      }
    } else {
      refusal = 404;
    }
    if (job == null && apiFault == Fault.NONE) {
      send(exchange, refusal, BODIES.get(refusal));
    } else {
      sendUnless(apiFault, exchange, job == null ? "{}" : Json.write(job.json()));
    }
  }

  private static String presented(HttpExchange exchange, String header) {
    String named = exchange.getRequestHeaders().getFirst(header);
    String bearer = exchange.getRequestHeaders().getFirst("Authorization");
    if (named == null && bearer != null && bearer.startsWith("Bearer ")) {
      return bearer.substring("Bearer ".length());
    }
    return named == null ? "" : named;
  }

  private Map<String, Object> discovery() {
    Map<String, Object> discovery = new LinkedHashMap<>();
    discovery.put("issuer", url());
    discovery.put("authorization_endpoint", url() + "/oauth/authorize");
    discovery.put("token_endpoint", url() + "/oauth/token");
    discovery.put("jwks_uri", url() + "/oauth/discovery/keys");
    discovery.put("response_types_supported", List.of("code"));
    discovery.put("subject_types_supported", List.of("public"));
    discovery.put("id_token_signing_alg_values_supported", List.of("RS256"));
    return discovery;
  }

  private void sendUnless(Fault fault, HttpExchange exchange, String json) throws IOException {
    switch (fault) {
      case NONE -> send(exchange, 200, json);
      case UNAUTHORIZED -> send(exchange, 401, BODIES.get(401));
      case FORBIDDEN -> send(exchange, 403, BODIES.get(403));
      case NOT_FOUND -> send(exchange, 404, BODIES.get(404));
      case ERROR -> send(exchange, 500, BODIES.get(500));
      case GARBAGE -> send(exchange, 200, "<html>sign in</html>");
      case TOO_MANY -> {
        exchange.getResponseHeaders().set("Retry-After", "2");
        send(exchange, 429, BODIES.get(429));
      }
      case SLOW -> {
        try {
          closed.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }

  private static void send(HttpExchange exchange, int status, String body) throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }
}
