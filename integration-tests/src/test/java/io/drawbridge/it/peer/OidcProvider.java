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
import java.net.URLEncoder;
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
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The real npm package {@code oidc-provider} under Node: an OpenID provider that nobody of this
 * project wrote. It lies in {@code npm} of the directory {@code DRAWBRIDGE_TOOLS} names (else
 * {@code target/tools}), where npm puts it when it is not there.
 */
public final class OidcProvider implements AutoCloseable {
  private static final String PACKAGE = "oidc-provider@9.13.3";
  private static final String SECRET = "a-secret-of-the-tests-only-0123456789";
  private static final HttpClient WEB = HttpClient.newHttpClient();

  private final Process process;
  private final int port;

  private OidcProvider(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts it. */
  public static OidcProvider start() {
    Path node = Tools.require("node");
    String tools = Optional.ofNullable(System.getenv("DRAWBRIDGE_TOOLS")).orElse("target/tools");
    Path directory = Path.of(tools, "npm").toAbsolutePath();
    try {
      Files.createDirectories(directory);
      install(directory);
      Path script = directory.resolve("oidc-provider.mjs");
      try (InputStream in = OidcProvider.class.getResourceAsStream("/oidc-provider.mjs")) {
        Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
      }
      int port = Ports.free();
      Path log = directory.resolve("log");
      Process process =
          Command.of(node.toString(), script.toString(), "" + port)
              .in(directory)
              .start(log, directory.resolve("warnings"));
      Await.until(
          Duration.ofSeconds(20),
          () -> "oidc-provider is ready; see " + directory,
          () -> Files.readString(log).contains("ready"));
      return new OidcProvider(process, port);
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

  /** Its issuer. */
  public String issuer() {
    return "http://127.0.0.1:" + port;
  }

  /** Where its keys are. */
  public String keys() {
    return issuer() + "/jwks";
  }

  /** Makes new keys; the old ones are gone at once. */
  public void rotate() {
    control(Map.of("rotate", true));
  }

  /** A token for an audience with these claims beside its own; a null removes one of its own. */
  public String token(String audience, Map<String, ?> claims) {
    return token(audience, claims, Map.of(), 600);
  }

  /** The same with another header and life. */
  public String token(String audience, Map<String, ?> claims, Map<String, ?> header, int seconds) {
    Map<String, Object> order = new LinkedHashMap<>();
    order.put("claims", claims);
    order.put("header", header);
    order.put("lifetime", seconds);
    control(order);
    String basic =
        Base64.getEncoder().encodeToString(("job:" + SECRET).getBytes(StandardCharsets.UTF_8));
    String form =
        "grant_type=client_credentials&scope=tunnel&resource="
            + URLEncoder.encode(audience, StandardCharsets.UTF_8);
    HttpResponse<String> response =
        send(
            HttpRequest.newBuilder(URI.create(issuer() + "/token"))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    if (response.statusCode() != 200) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    return Json.object(response.body()).get("access_token").toString();
  }

  private void control(Map<String, ?> order) {
    send(
        HttpRequest.newBuilder(URI.create(issuer() + "/control"))
            .POST(BodyPublishers.ofString(Json.write(order)))
            .build());
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
