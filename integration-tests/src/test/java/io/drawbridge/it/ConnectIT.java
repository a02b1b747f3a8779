// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The job's side: a local port, a command behind it, or standard input and output. */
class ConnectIT {
  @TempDir static Path directory;
  private static Certificates certificates;
  private static Target echo;
  private static Gateway gateway;

  @BeforeAll
  static void start() {
    certificates = Certificates.create(directory, "tls", "gateway");
    echo = Target.echo();
    gateway = Gateway.start(Scene.withTls(Scene.withSecret(directory, echo.port()), certificates));
  }

  @AfterAll
  static void stop() {
    gateway.close();
    echo.close();
  }

  private static List<String> words(String target, String... more) {
    List<String> words =
        new ArrayList<>(
            List.of(
                "connect",
                "--gateway",
                "localhost:" + gateway.tlsPort(),
                "--ca",
                certificates.certificate().toString(),
                "--target",
                target));
    words.addAll(List.of(more));
    return words;
  }

  private static Command connect(String token, List<String> words) {
    return Command.drawbridge(words.toArray(String[]::new)).with("DRAWBRIDGE_TOKEN", token);
  }

  @Test
  void standardInputAndOutputAreTheTunnel() throws IOException {
    Path in = Files.writeString(directory.resolve("in"), "hello through ssh's way\n");
    Command.Result result =
        connect(Scene.TOKEN, words(Scene.TARGET, "--stdio")).reading(in).run().good();
    assertEquals("hello through ssh's way\n", result.out());
  }

  @Test
  void aRefusalIsOneLineWithTheSessionAndExitCode77() {
    Command.Result result = connect("wrong", words(Scene.TARGET, "--stdio")).run();
    assertEquals(77, result.exit(), result.err());
    assertEquals(1, result.err().strip().lines().count(), result.err());
    gateway
        .audit()
        .await("the session it names", e -> e.isRefusal() && result.err().contains(e.session()));
  }

  @Test
  void aGatewayThatIsNotThereIsExitCode69() {
    List<String> words = words(Scene.TARGET, "--stdio", "--wait", "0s");
    words.set(2, "localhost:" + Ports.free());
    Command.Result result = connect(Scene.TOKEN, words).run();
    assertEquals(69, result.exit(), result.out() + result.err());
  }

  @Test
  void aGatewayWithAnotherCertificateIsNotTrusted() {
    Certificates other = Certificates.create(directory, "other", "gateway");
    List<String> words = words(Scene.TARGET, "--stdio");
    words.set(4, other.certificate().toString());
    Command.Result result = connect(Scene.TOKEN, words).run();
    assertTrue(result.exit() != 0 && result.exit() != 77, result.exit() + result.err());
  }

  @Test
  void aCommandGetsAPortAndItsExitCodeIsGivenBack() {
    Command.Result result =
        connect(
                Scene.TOKEN,
                words(
                    Scene.TARGET,
                    "--",
                    "sh",
                    "-c",
                    "echo $DRAWBRIDGE_ORDERS_DB_HOST $PGHOST $PGHOSTADDR; test"
                        + " $PGPORT = $DRAWBRIDGE_ORDERS_DB_PORT && exit 23"))
            .run();
    assertEquals(23, result.exit(), result.out() + result.err());
    assertTrue(
        result.out().lines().anyMatch("127.0.0.1 127.0.0.1 127.0.0.1"::equals), result.out());
  }

  @Test
  void aLocalPortIsReadyWhenItSaysSoAndEndsWithTheProcess() throws Exception {
    int port = Ports.free();
    Path out = directory.resolve("connect-out");
    Process process =
        connect(Scene.TOKEN, words(Scene.TARGET + "=127.0.0.1:" + port))
            .start(out, directory.resolve("connect-err"));
    try {
      Await.until(
          Duration.ofSeconds(15), () -> "ready", () -> Files.readString(out).contains("ready"));
      try (Client client = Client.plain(port)) {
        assertEquals('x', client.send("x").readByte());
        client.shutdownOutput();
        assertEquals(-1, client.readByte(), "half closes pass");
      }
      process.destroy();
      assertTrue(process.waitFor(10, TimeUnit.SECONDS));
      assertThrows(UncheckedIOException.class, () -> Client.plain(port));
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void whileTheGatewayIsAwayLocalConnectionsEndInsteadOfHanging(@TempDir Path other)
      throws Exception {
    int port = Ports.free();
    Path out = other.resolve("out");
    try (Gateway mortal = Gateway.start(Scene.withSecret(other, echo.port()))) {
      Process process =
          connect(
                  Scene.TOKEN,
                  List.of(
                      "connect",
                      "--gateway",
                      "127.0.0.1:" + mortal.port(),
                      "--plaintext",
                      "--target",
                      Scene.TARGET + "=127.0.0.1:" + port))
              .start(out, other.resolve("err"));
      try {
        Await.until(
            Duration.ofSeconds(15), () -> "ready", () -> Files.readString(out).contains("ready"));
        mortal.kill();
        long begin = System.nanoTime();
        try (Client client = Client.plain(port)) {
          assertEquals(-1, client.readByte());
        } catch (IOException _) {
          // A reset says it as well.
        }
        assertTrue(System.nanoTime() - begin < 8_000_000_000L);
      } finally {
        process.destroyForcibly();
      }
    }
  }
}
