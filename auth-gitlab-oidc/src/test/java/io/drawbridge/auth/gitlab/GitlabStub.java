// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

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
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A GitLab on loopback: discovery, keys, and a Jobs API that answers what a test scripted. */
final class GitlabStub implements AutoCloseable {
  static final ContractIssuer KEY = key();

  /** One answer of the Jobs API; a status of zero hangs up without an answer. */
  record Scripted(int status, String body, Map<String, String> headers) {
    Scripted(int status, String body) {
      this(status, body, Map.of());
    }
  }

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Queue<Scripted> script = new ConcurrentLinkedQueue<>();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  GitlabStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/.well-known/openid-configuration",
        exchange -> answer(exchange, new Scripted(200, discovery())));
    server.createContext(
        "/oauth/discovery/keys",
        exchange -> answer(exchange, new Scripted(200, ContractIssuer.set(KEY))));
    server.createContext("/api/v4", this::job);
    server.start();
  }

  private static ContractIssuer key() {
    try {
      return ContractIssuer.rsa("ci-signing-key", 2_048);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  String issuer() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private String discovery() {
    return ContractIssuer.json(
        Map.of("issuer", issuer(), "jwks_uri", issuer() + "/oauth/discovery/keys"));
  }

  /** The next answers of the Jobs API, in order; without any it answers 500. */
  void next(Scripted... answers) {
    script.addAll(List.of(answers));
  }

  /** What the Jobs API was asked: method, path, and the token header with its value. */
  List<String> asked() {
    return List.copyOf(asked);
  }

  private void job(HttpExchange exchange) throws IOException {
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    for (String header : List.of("Private-Token", "Job-Token", "Authorization")) {
      String value = exchange.getRequestHeaders().getFirst(header);
      line += value == null ? "" : " " + header + ":" + value;
    }
    asked.add(line);
    Scripted next = script.poll();
    answer(exchange, next == null ? new Scripted(500, "not scripted") : next);
  }

  private static void answer(HttpExchange exchange, Scripted answer) throws IOException {
    try (exchange) {
      if (answer.status() == 0) {
        return;
      }
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      exchange.getResponseBody().write(body);
    }
  }

  /** A 200 of the Jobs API about job 302 of pipeline 574 in project 20. */
  static Scripted job(String status) {
    return job(302, 574, 20, status);
  }

  static Scripted job(long id, long pipeline, long project, String status) {
    return new Scripted(
        200,
        ContractIssuer.json(
            Map.of(
                "id",
                id,
                "status",
                status,
                "name",
                "test",
                "pipeline",
                Map.of("id", pipeline, "project_id", project, "ref", "main"))));
  }

  /** The claims of GitLab's own example of an ID token, issued at this second for an hour. */
  Map<String, Object> payload(long issued) {
    Map<String, Object> claims = new LinkedHashMap<>();
    claims.put("namespace_id", "72");
    claims.put("namespace_path", "my-group");
    claims.put("project_id", "20");
    claims.put("project_path", "my-group/my-project");
    claims.put("job_namespace_id", "72");
    claims.put("job_project_id", "20");
    claims.put("job_project_path", "my-group/my-project");
    claims.put("user_id", "1");
    claims.put("user_login", "sample-user");
    claims.put("user_email", null);
    claims.put("user_identities", List.of(Map.of("provider", "github", "extern_uid", "2")));
    claims.put("groups_direct", List.of("my-group", "other"));
    claims.put("pipeline_id", "574");
    claims.put("pipeline_source", "push");
    claims.put("job_id", "302");
    claims.put("ref", "feature-branch-1");
    claims.put("ref_type", "branch");
    claims.put("ref_path", "refs/heads/feature-branch-1");
    claims.put("ref_protected", "false");
    claims.put("environment", "test-environment2");
    claims.put("environment_protected", "false");
    claims.put("runner_id", 1);
    claims.put("runner_environment", "self-hosted");
    claims.put("sha", "714a629c0b401fdce83e847fc9589983fc6f46bc");
    claims.put("jti", "235b3a54-b797-45c7-ae9a-f72d7bc6ef5b");
    claims.put("iss", issuer());
    claims.put("iat", issued);
    claims.put("nbf", issued - 5);
    claims.put("exp", issued + 3_600);
    claims.put("sub", "project_path:my-group/my-project:ref_type:branch:ref:feature-branch-1");
    claims.put("aud", "https://drawbridge.example.com");
    return claims;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
