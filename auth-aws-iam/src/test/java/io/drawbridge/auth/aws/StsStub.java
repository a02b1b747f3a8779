// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

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
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An STS on loopback: it checks signatures like the real one, or answers what a test wants. */
final class StsStub implements AutoCloseable {
  static final String CALLER = "arn:aws:sts::123456789012:assumed-role/ci-deploy/job-302";
  static final String USER_ID = "AROAEXAMPLEEXAMPLE123:job-302";

  /** A request as it came in; the fields by lower-case name. */
  record Asked(String line, Map<String, String> fields, String body) {}

  /** An answer; a status of zero never answers. */
  record Scripted(int status, Map<String, String> fields, String body) {
    static Scripted json(int status, String body) {
      return new Scripted(status, Map.of("Content-Type", "application/json"), body);
    }
  }

  private static final Pattern AUTHORIZATION =
      Pattern.compile(
          "AWS4-HMAC-SHA256 Credential=(\\w+)/(\\d{8})/([a-z0-9-]+)/sts/aws4_request,"
              + " SignedHeaders=([a-z0-9;-]+), Signature=([0-9a-f]{64})");

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Asked> asked = new CopyOnWriteArrayList<>();
  private volatile Scripted instead;
  private volatile Scripted success = Scripted.json(200, answer(CALLER, USER_ID));

  StsStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** What the real one says of a caller. */
  static String answer(String arn, String userId) {
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("Account", arn.split(":")[4]);
    result.put("Arn", arn);
    result.put("UserId", userId);
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("GetCallerIdentityResult", result);
    response.put("ResponseMetadata", Map.of("RequestId", "01234567-89ab-cdef"));
    return ContractIssuer.json(Map.of("GetCallerIdentityResponse", response));
  }

  String host() {
    return "127.0.0.1:" + server.getAddress().getPort();
  }

  String url() {
    return "http://" + host();
  }

  /** From now on answers this, whatever is asked. */
  void always(Scripted answer) {
    instead = answer;
  }

  /** From now on tells this caller to whoever signs well. */
  void tell(String arn, String userId) {
    success = Scripted.json(200, answer(arn, userId));
  }

  List<Asked> asked() {
    return List.copyOf(asked);
  }

  private void serve(HttpExchange exchange) throws IOException {
    Map<String, String> fields = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach(
            (name, values) -> fields.put(name.toLowerCase(Locale.ROOT), String.join(",", values)));
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    asked.add(new Asked(line, fields, body));
    Scripted answer = instead;
    if (answer == null) {
      answer = isSigned(fields, body) ? success : refusal("SignatureDoesNotMatch");
    }
    if (answer.status() == 0) {
      return;
    }
    try (exchange) {
      answer.fields().forEach(exchange.getResponseHeaders()::set);
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  static Scripted refusal(String code) {
    return Scripted.json(
        403,
        ContractIssuer.json(
            Map.of("Error", Map.of("Type", "Sender", "Code", code, "Message", "no"))));
  }

  private static boolean isSigned(Map<String, String> fields, String body) {
    Matcher read = AUTHORIZATION.matcher(fields.getOrDefault("authorization", ""));
    try {
      if (!read.matches()
          || !read.group(1).equals(Signing.KEY)
          || !fields.getOrDefault("x-amz-security-token", "").startsWith(Signing.SESSION)) {
        return false;
      }
      String canonical = Signing.canonical(fields, List.of(read.group(4).split(";")), body);
      String date = fields.get("x-amz-date");
      return Signing.signature(date, read.group(3), canonical).equals(read.group(5));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
