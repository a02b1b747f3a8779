// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.harness.Tools;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Postgres;
import io.drawbridge.it.peer.StandInGitLab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The README's job without Java in its image, as it is written there, with hosts and ports put in.
 */
class JobWithoutJavaIT {
  private static final Pattern SOCAT = Pattern.compile("- (socat TCP-LISTEN[^&]*)&");

  @TempDir Path directory;

  private static List<String> commands() throws IOException {
    String readme =
        Files.readString(Path.of(System.getProperty("drawbridge.sources"), "README.md"));
    List<String> commands = new ArrayList<>();
    Matcher found = SOCAT.matcher(readme);
    while (found.find()) {
      commands.add(found.group(1).replaceAll("\\s+", " ").strip());
    }
    assertEquals(2, commands.size(), "the README's two socat lines");
    return commands;
  }

  private static void listening(int port) {
    Await.until(
        Duration.ofSeconds(10),
        () -> "socat listens on " + port,
        () -> {
          try (Client _ = Client.plain(port)) {
            return true;
          } catch (UncheckedIOException _) {
            return false;
          }
        });
  }

  @Test
  void socatCarriesPsqlThroughTheTlsDoor() throws IOException {
    Tools.require(List.of("socat", "psql"));
    Certificates certificates = Certificates.create(directory, "tls", "localhost");
    int door = Ports.free();
    int local = Ports.free();
    List<Process> started = new ArrayList<>();
    try (StandInGitLab gitlab = new StandInGitLab();
        Postgres database = Postgres.start();
        Gateway gateway =
            Gateway.start(
                Scene.withTls(
                    Scene.withGitLab(directory, gitlab, "api-token", database.port()),
                    certificates))) {
      String token = gitlab.idToken(gitlab.job(Scene.PROJECT), Scene.AUDIENCE).text();
      try {
        for (String command : commands()) {
          String line =
              command
                  .replace(
                      "OPENSSL:drawbridge.example.com:8443",
                      "OPENSSL:localhost:%d,cafile=%s"
                          .formatted(gateway.tlsPort(), certificates.certificate()))
                  .replace("TCP-LISTEN:7000", "TCP-LISTEN:" + door)
                  .replace("proxyport=7000", "proxyport=" + door)
                  .replace("TCP-LISTEN:5432", "TCP-LISTEN:" + local)
                  .replace("orders-db:5432", Scene.TARGET + ":" + database.port());
          Path log = directory.resolve("socat" + started.size());
          started.add(
              Command.of("sh", "-c", "exec " + line)
                  .with("DRAWBRIDGE_TOKEN", token)
                  .start(log, log));
        }
        listening(door);
        listening(local);
        String answer =
            Command.of(
                    "psql",
                    "-XAtqc",
                    "select 6 * 7",
                    "postgresql://postgres@127.0.0.1:" + local + "/postgres")
                .run()
                .good()
                .out();
        assertEquals("42", answer.strip());
      } finally {
        started.forEach(process -> process.descendants().forEach(ProcessHandle::destroy));
        started.forEach(Process::destroy);
      }
      gateway.scanForSecrets(gitlab.secrets());
    }
  }
}
