// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The real gateway as a process of its own, with the real plugins and a generated configuration.
 */
record GatewayProcess(Path directory, Process process, int port, int admin)
    implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(20);
  private static final Duration STOP = Duration.ofSeconds(10);

  /** Starts it in an empty directory; returns at once. */
  static GatewayProcess start(
      Path home, Path directory, StandInGitLab gitlab, String audience, int database)
      throws IOException {
    int port = freePort();
    int admin = freePort();
    Path secret = directory.resolve("gitlab-read-api");
    Files.createFile(
        secret, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(secret, gitlab.readToken());
    Path file = directory.resolve("drawbridge.toml");
    Files.writeString(file, configuration(port, admin, gitlab.url(), audience, database));
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                home.resolve("lib").resolve("drawbridge.jar").toString(),
                "serve",
                "-c",
                file.toString())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(directory.resolve("stdout").toFile())
            .redirectError(directory.resolve("stderr").toFile())
            .start();
    return new GatewayProcess(directory, process, port, admin);
  }

  private static String configuration(
      int port, int admin, String issuer, String audience, int database) {
    return """
    [[listener]]
    name    = "ci"
    address = "127.0.0.1:%d"
    door    = "http-connect"

    [auth.gitlab]
    type     = "gitlab-oidc"
    issuer   = "%s"
    audience = "%s"
    liveness = { mode = "api-token", token = { file = "gitlab-read-api" } }

    [liveness]
    interval = "2s"

    [[target]]
    name     = "orders-db"
    address  = "127.0.0.1:%d"
    loopback = true

    [[rule]]
    name = "orders pipeline on protected branches"
    to   = ["orders-db"]
    when = { project_id = "4217", ref_protected = "true" }

    [audit]
    file = "audit.jsonl"

    [admin]
    address = "127.0.0.1:%d"
    """
        .formatted(port, issuer, audience, database, admin);
  }

  /**
   * Below the ports that the kernel gives away by itself, so that nobody else gets it meanwhile.
   */
  private static int freePort() throws IOException {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = 20_000 + (int) (Math.random() * 12_000);
      try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"))) {
        return port;
      } catch (IOException _) {
        // Taken: try another one.
      }
    }
    throw new IOException("no free port on 127.0.0.1");
  }

  /** Waits until it says it is ready; false if it ended or takes too long. */
  boolean awaitReady() throws Exception {
    try (HttpClient web = HttpClient.newHttpClient()) {
      HttpRequest question =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin + "/readyz"))
              .timeout(Duration.ofSeconds(2))
              .build();
      Waiting.until(START, () -> !process.isAlive() || ready(web, question));
      return process.isAlive() && ready(web, question);
    }
  }

  private static boolean ready(HttpClient web, HttpRequest question) throws InterruptedException {
    try {
      return web.send(question, BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException _) {
      return false;
    }
  }

  /** The lines of its audit so far, whole ones only. */
  List<String> audit() throws IOException {
    Path file = directory.resolve("audit.jsonl");
    if (!Files.exists(file)) {
      return List.of();
    }
    String text = Files.readString(file);
    return text.substring(0, text.lastIndexOf('\n') + 1).lines().toList();
  }

  /** What it printed, for when something is not as it should be. */
  String printed() throws IOException {
    return Files.readString(directory.resolve("stdout"))
        + Files.readString(directory.resolve("stderr"));
  }

  /**
   * Asks it to drain and waits for its end.
   *
   * @return its exit code; empty if it had to be killed
   */
  Optional<Integer> stop() throws InterruptedException {
    process.destroy();
    if (process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
      return Optional.of(process.exitValue());
    }
    close();
    return Optional.empty();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
