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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The real npm package {@code oidc-provider} under Node, set up by a script of the tests. It lies
 * in {@code npm} of the directory {@code DRAWBRIDGE_TOOLS} names (else {@code target/tools}), where
 * npm puts it when it is not there.
 */
final class OidcProcess implements AutoCloseable {
  /** The secret of every client. */
  static final String SECRET = "a-secret-of-the-tests-only-0123456789";

  private static final String PACKAGE = "oidc-provider@9.13.3";
  private static final HttpClient WEB = HttpClient.newHttpClient();

  private final Process process;
  private final int port;
  private final List<Path> files;

  private OidcProcess(Process process, int port, List<Path> files) {
    this.process = process;
    this.port = port;
    this.files = files;
  }

  /**
   * Starts it with the script among the resources.
   *
   * @param shapes what its tokens are to look like: nothing, or {@code okta}
   */
  static OidcProcess start(String... shapes) {
    Path node = Tools.require("node");
    String tools = Optional.ofNullable(System.getenv("DRAWBRIDGE_TOOLS")).orElse("target/tools");
    Path directory = Path.of(tools, "npm").toAbsolutePath();
    try {
      Files.createDirectories(directory);
      install(directory);
      int port = Ports.free();
      // Of its own: another may be starting at the same time.
      Path script = directory.resolve("provider-" + port + ".mjs");
      Path log = directory.resolve("provider-" + port + ".log");
      try (InputStream in = OidcProcess.class.getResourceAsStream("/oidc-provider.mjs")) {
        Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
      }
      List<String> words = new ArrayList<>(List.of(node.toString(), script.toString(), "" + port));
      words.addAll(List.of(shapes));
      Path warnings = directory.resolve("warnings");
      Process process = Command.of(words).in(directory).start(log, warnings);
      Await.until(
          Duration.ofSeconds(20),
          () -> "oidc-provider is ready; see " + directory,
          () -> Files.readString(log).contains("ready"));
      return new OidcProcess(process, port, List.of(script, log));
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

  /** Its address, without a path. */
  String address() {
    return "http://127.0.0.1:" + port;
  }

  /** Tells the script to do something. */
  String control(Map<String, ?> order) {
    return answered(
        HttpRequest.newBuilder(URI.create(address() + "/control"))
            .POST(BodyPublishers.ofString(Json.write(order)))
            .build());
  }

  /** Makes new keys; the old ones are gone at once. */
  void rotate() {
    control(Map.of("rotate", true));
  }

  /** The access token that a client is given for a form sent to a path. */
  String token(String path, String client, String form) {
    String basic =
        Base64.getEncoder()
            .encodeToString((client + ":" + SECRET).getBytes(StandardCharsets.UTF_8));
    String answer =
        answered(
            HttpRequest.newBuilder(URI.create(address() + path))
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form))
                .build());
    return Json.object(answer).get("access_token").toString();
  }

  private static String answered(HttpRequest request) {
    try {
      HttpResponse<String> response = WEB.send(request, BodyHandlers.ofString());
      if (response.statusCode() / 100 != 2) {
        throw new AssertionError(response.statusCode() + " " + response.body());
      }
      return response.body();
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
    try {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
