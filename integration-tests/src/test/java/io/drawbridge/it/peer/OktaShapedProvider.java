// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.peer;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Json;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Tools;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The npm package {@code oidc-provider} as {@link OidcProvider} has it, set up so that its tokens
 * look like those of an Okta custom authorization server.
 */
public final class OktaShapedProvider implements AutoCloseable {
  /** What its tokens are for. */
  public static final String AUDIENCE = "api://drawbridge";

  /** The client that asks for tokens. */
  public static final String CLIENT = "0oajob";

  /** The client the gateway introspects as. */
  public static final String GATEWAY_CLIENT = "0oagateway";

  /** The secret of both. */
  public static final String SECRET = "a-secret-of-the-tests-only-0123456789";

  private static final String PACKAGE = "oidc-provider@9.13.3";
  private static final HttpClient WEB = HttpClient.newHttpClient();

  private final Process process;
  private final int port;

  private OktaShapedProvider(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it. */
  public static OktaShapedProvider start() {
    Path node = Tools.require("node");
    String tools = Optional.ofNullable(System.getenv("DRAWBRIDGE_TOOLS")).orElse("target/tools");
    Path directory = Path.of(tools, "npm").toAbsolutePath();
    try {
      Files.createDirectories(directory);
      install(directory);
      Path script = directory.resolve("okta-provider.mjs");
      try (InputStream in = OktaShapedProvider.class.getResourceAsStream("/okta-provider.mjs")) {
        Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
      }
      int port = Ports.free();
      Path log = directory.resolve("okta-log");
      Process process =
          Command.of(node.toString(), script.toString(), "" + port)
              .in(directory)
              .start(log, directory.resolve("okta-warnings"));
      Await.until(
          Duration.ofSeconds(20),
          () -> "oidc-provider is ready; see " + directory,
          () -> Files.readString(log).contains("ready"));
      return new OktaShapedProvider(process, port);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void install(Path directory) throws IOException {
    if (!Files.isDirectory(directory.resolve("node_modules").resolve("oidc-provider"))) {
      String npm = Tools.require("npm").toString();
      Files.writeString(directory.resolve("package.json"), "{\"private\":true}\n");
      Command.Result installed =
          Command.of(npm, "install", "--ignore-scripts", "--no-audit", "--no-fund", PACKAGE)
              .in(directory)
              .within(Duration.ofMinutes(2))
              .run();
      if (installed.exit() != 0) {
        throw Tools.missing("npm cannot install " + PACKAGE + ": " + installed.err());
      }
    }
  }

  /** What stands for the Okta domain, and for the organisation's own authorization server. */
  public String organisation() {
    return "http://127.0.0.1:" + port;
  }

  /** The issuer of the custom authorization server. */
  public String issuer() {
    return organisation() + "/oauth2/default";
  }

  /** Makes new keys; the old ones are gone at once. */
  public void rotate() {
    control(Map.of("rotate", true));
  }

  /** Revokes the token of that {@code jti}. */
  public void revoke(String id) {
    control(Map.of("revoke", id));
  }

  /** How introspection behaves: {@code up}, {@code down}, {@code slow} or {@code lying}. */
  public void introspection(String behaviour) {
    control(Map.of("introspection", behaviour));
  }

  /** An access token of the service app, with further claims; a null removes one of its own. */
  public String token(Map<String, ?> claims) {
    return token(claims, Map.of());
  }

  /** The same with another header. */
  public String token(Map<String, ?> claims, Map<String, ?> header) {
    control(Map.of("claims", claims, "header", header));
    String pair = CLIENT + ":" + SECRET;
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.ISO_8859_1));
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(URI.create(issuer() + "/v1/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&scope=tunnel"))
                .build());
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return Json.object(response.body()).get("access_token").toString();
  }

  /** An ID token that the provider made as such, with further claims. */
  public String idToken(Map<String, ?> claims) {
    return control(Map.of("idToken", claims));
  }

  private String control(Map<String, ?> order) {
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(URI.create(organisation() + "/control"))
                .POST(BodyPublishers.ofString(Json.write(order)))
                .build());
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return response.body();
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return WEB.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
  }
}
