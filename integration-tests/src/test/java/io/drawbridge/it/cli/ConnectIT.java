// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Configuration;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Certificates;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Local ports and commands: what they are given, and how they end. */
class ConnectIT {
  /** Not for as long as was asked for: the last pause would have been longer than what was left. */
  private static final String TRIED = "(?s).*there; tried again for [1-9][0-9.]* m?s\n";

  @TempDir static Path directory;
  private static Way way;

  @BeforeAll
  static void start() {
    way = new Way(directory, Target.echo());
  }

  @AfterAll
  static void stop() {
    way.gateway.scanForSecrets(List.of(Scene.TOKEN));
    way.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT", "HUP"})
  void askedToEndItHasDoneItsWork(String signal) {
    try (ConnectProcess connect = way.ready("--target", Scene.TARGET)) {
      assertEquals(0, connect.signal(signal).exit(), connect.err());
    }
  }

  @Test
  void aLocalPortThatIsTakenIsToldAsThatWithWhatToDo() {
    String taken = "127.0.0.1:" + way.gateway.port();
    Result result = way.connect("--target", Scene.TARGET + "=" + taken).run();
    assertEquals(69, result.exit(), result.err());
    String told = "drawbridge: the local address of " + Scene.TARGET + ", " + taken + ": Address";
    assertTrue(result.err().startsWith(told), result.err());
    assertTrue(result.err().contains("end the process that listens there"), result.err());
  }

  @Test
  void everyTargetThatIsNotToBeHadIsNamed() {
    Result result =
        way.connect("--target", "one", "--target", Scene.TARGET, "--target", "two").run();
    assertEquals(77, result.exit());
    assertEquals(2, result.err().lines().filter(line -> line.contains("(session ")).count());
    assertTrue(result.err().contains("drawbridge: one: no rule grants this"));
    assertTrue(result.err().contains("drawbridge: two: no rule grants this"));
    assertEquals("", result.out());
  }

  @Test
  void aTargetThatNobodyServesIsExitCode69(@TempDir Path other) {
    try (Gateway gateway = Gateway.start(Scene.withSecret(other, Ports.free()))) {
      Result result =
          Command.drawbridge(
                  "connect",
                  "--plaintext",
                  "--gateway",
                  "127.0.0.1:" + gateway.port(),
                  "--target",
                  Scene.TARGET)
              .with("DRAWBRIDGE_TOKEN", Scene.TOKEN)
              .run();
      assertEquals(69, result.exit(), result.err());
      assertTrue(result.err().contains("refused the connection (session "), result.err());
    }
  }

  @Test
  void aJobWithTooManyTunnelsMayTryAgain(@TempDir Path other) throws IOException {
    try (Target echo = Target.echo();
        Gateway gateway =
            Gateway.start(
                Scene.withSecret(other, echo.port(), "limits = { tunnels_per_principal = 1 }"));
        Client held = gateway.tunnel(Scene.TARGET, Scene.TOKEN)) {
      assertEquals('x', held.send("x").readByte());
      Result result =
          Command.drawbridge(
                  "connect",
                  "--plaintext",
                  "--gateway",
                  "127.0.0.1:" + gateway.port(),
                  "--target",
                  Scene.TARGET,
                  "--wait",
                  "0s")
              .with("DRAWBRIDGE_TOKEN", Scene.TOKEN)
              .run();
      assertEquals(75, result.exit(), result.err());
    }
  }

  @Test
  void aGatewayThatCannotBeTrustedIsToldInOneSentence() {
    Certificates other = Certificates.create(directory, "other", "gateway");
    Command untrusted =
        Command.drawbridge(
            "connect",
            "--gateway",
            "localhost:" + way.gateway.tlsPort(),
            "--ca",
            other.certificate().toString(),
            "--target",
            Scene.TARGET);
    assertSentence(
        untrusted.with("DRAWBRIDGE_TOKEN", Scene.TOKEN).run(), 69, "authority with --ca FILE");
    Command plain =
        Command.drawbridge(
            "connect", "--gateway", "localhost:" + way.gateway.port(), "--target", Scene.TARGET);
    assertSentence(plain.with("DRAWBRIDGE_TOKEN", Scene.TOKEN).run(), 69, "does not speak TLS");
    Command encrypted =
        Command.drawbridge(
            "connect",
            "--gateway",
            "localhost:" + way.gateway.tlsPort(),
            "--plaintext",
            "--target",
            Scene.TARGET);
    assertSentence(encrypted.with("DRAWBRIDGE_TOKEN", Scene.TOKEN).run(), 69, "or wants TLS");
  }

  @ParameterizedTest
  @CsvSource({"my_gw.ci.internal,*.ci.internal", "gw.internal.,gw.internal"})
  void aGatewayIsReachedByAnyNameThatResolversKnowAndByItsCertificatesAlone(
      String name, String certified, @TempDir Path other) throws IOException {
    Path hosts = Files.writeString(other.resolve("hosts"), "127.0.0.1 " + name + "\n");
    Certificates certificates = Certificates.create(other, "tls", certified);
    Certificates wrong = Certificates.create(other, "wrong", "another");
    try (Target echo = Target.echo()) {
      for (Certificates shown : List.of(certificates, wrong)) {
        Path own = Files.createTempDirectory(other, "gateway");
        try (Gateway gateway =
            Gateway.start(Scene.withTls(Scene.withSecret(own, echo.port()), shown))) {
          Result result =
              Command.drawbridge(
                      "connect",
                      "--gateway",
                      name + ":" + gateway.tlsPort(),
                      "--ca",
                      shown.certificate().toString(),
                      "--target",
                      Scene.TARGET,
                      "--",
                      "true")
                  .with("DRAWBRIDGE_JAVA_OPTS", "-Djdk.net.hosts.file=" + hosts)
                  .with("DRAWBRIDGE_TOKEN", Scene.TOKEN)
                  .run();
          if (shown == certificates) {
            result.good();
          } else {
            assertSentence(result, 69, "its certificate is made out to another name");
          }
        }
      }
    }
  }

  private static void assertSentence(Result result, int exit, String part) {
    assertEquals(exit, result.exit(), result.err());
    assertTrue(result.err().contains(part), result.err());
    long lines = result.err().lines().filter(line -> line.startsWith("drawbridge: ")).count();
    assertEquals(1, lines, result.err());
  }

  @Test
  void theTokenIsInNoCommandLineAndNotInTheCommandsEnvironment() throws IOException {
    Result result = way.connect("--target", Scene.TARGET, "--", "env").run().good();
    assertFalse(result.out().contains(Scene.TOKEN), "in the command's environment");
    assertTrue(result.out().contains("PGHOST=127.0.0.1"), result.out());
    try (ConnectProcess connect = way.ready("--target", Scene.TARGET)) {
      String line = Files.readString(Path.of("/proc/" + connect.pid() + "/cmdline"));
      assertTrue(line.contains("--gateway"), line);
      assertFalse(line.contains(Scene.TOKEN), "in the command line");
    }
  }

  @Test
  void aCommandGetsTheTargetsAddressWhereItAsksForIt() {
    Result result =
        way.connect(
                "--target",
                Scene.TARGET,
                "--env",
                "DATABASE_URL=postgresql://{host}:{port}/orders",
                "--",
                "sh",
                "-c",
                "echo $DATABASE_URL; echo postgresql://127.0.0.1:$PGPORT/orders; echo {port}; echo"
                    + " $PGPORT")
            .run()
            .good();
    List<String> lines = result.out().lines().toList();
    assertEquals(lines.get(1), lines.get(0));
    assertEquals(lines.get(3), lines.get(2));
  }

  @Test
  void withoutATokenNothingIsAsked() {
    Result result =
        Command.drawbridge(
                way.words("--target", Scene.TARGET, "--token-env", "NOT_THERE")
                    .toArray(String[]::new))
            .run();
    assertSentence(result, 64, "NOT_THERE is not set");
  }

  @Test
  void aCommandThatASignalEndedIsToldAsShellsTellIt() {
    Result killed = way.connect("--target", Scene.TARGET, "--", "sh", "-c", "kill -9 $$").run();
    assertEquals(128 + 9, killed.exit(), killed.err());
    Result missing = way.connect("--target", Scene.TARGET, "--", "no-such-command").run();
    assertSentence(missing, 64, "no-such-command");
  }

  @Test
  void theSignalToEndIsPassedOnToTheCommand() {
    String script = "trap 'exit 9' TERM; echo started; while :; do sleep 0.1; done";
    try (ConnectProcess connect =
        ConnectProcess.start(
                directory, way.connect("--target", Scene.TARGET, "--", "sh", "-c", script))
            .await("started")) {
      assertEquals(9, connect.signal("TERM").exit(), connect.err());
    }
  }

  @Test
  void aGatewayThatIsAwayAtTheStartIsWaitedFor(@TempDir Path other) {
    try (Target echo = Target.echo()) {
      Configuration configuration = Scene.withSecret(other, echo);
      Command command =
          Command.drawbridge(
                  "connect",
                  "--plaintext",
                  "--gateway",
                  "127.0.0.1:" + configuration.port("plain"),
                  "--target",
                  Scene.TARGET)
              .with("DRAWBRIDGE_TOKEN", Scene.TOKEN);
      try (ConnectProcess connect = ConnectProcess.start(other, command)) {
        connect.await("nobody listens there; trying again for at most 30 s");
        try (Gateway _ = Gateway.start(configuration)) {
          connect.await("ready");
        }
      }
    }
  }

  /** Whoever runs the job must hear that it is worth another try, also when the port has closed. */
  @Test
  void aGatewayThatDrainsIsTriedAgainAndThenExitCode75(@TempDir Path other) throws IOException {
    try (Target echo = Target.echo();
        Gateway gateway =
            Gateway.start(
                Scene.withSecret(other, echo)
                    .drain("5m")
                    .set("", "drain_grace", Configuration.text("5m")));
        Client tunnel = gateway.tunnel(Scene.TARGET, Scene.TOKEN)) {
      gateway.terminate();
      Command command =
          Command.drawbridge(
                  "connect",
                  "--plaintext",
                  "--gateway",
                  "127.0.0.1:" + gateway.port(),
                  "--target",
                  Scene.TARGET,
                  "--wait",
                  "3s")
              .with("DRAWBRIDGE_TOKEN", Scene.TOKEN);
      Await.until(
          Duration.ofSeconds(5),
          () -> "not ready",
          () -> gateway.get("/readyz").statusCode() == 503);
      assertEquals('x', tunnel.send("x").readByte(), "it still relays");
      try (ConnectProcess connect = ConnectProcess.start(other, command)) {
        connect.await("this gateway is going away; try again");
        connect.await("trying again for at most 3 s");
        gateway.terminate();
        assertEquals(75, connect.exit(), connect.err());
        assertTrue(connect.err().matches(TRIED), connect.err());
      }
    }
  }

  @Test
  void aGatewayThatStaysAwayIsToldWithTheTimeThatItWasTriedFor() {
    Result result =
        Command.drawbridge(
                "connect",
                "--plaintext",
                "--gateway",
                "127.0.0.1:" + Ports.free(),
                "--target",
                Scene.TARGET,
                "--wait",
                "1s")
            .with("DRAWBRIDGE_TOKEN", Scene.TOKEN)
            .run();
    assertEquals(69, result.exit(), result.err());
    assertTrue(result.err().matches(TRIED), result.err());
  }

  @Test
  void aGatewayThatComesBackIsUsedAgain(@TempDir Path other) throws IOException {
    try (Way mortal = new Way(other, Target.echo())) {
      int port = Ports.free();
      try (ConnectProcess connect = mortal.ready("--target", Scene.TARGET + "=127.0.0.1:" + port)) {
        assertEquals('x', echo(port));
        mortal.gateway.kill();
        long begin = System.nanoTime();
        assertEquals(-1, echo(port), "ended, not held");
        assertTrue(System.nanoTime() - begin < Duration.ofSeconds(6).toNanos());
        connect.await("nobody listens there");
        try (Gateway _ = Gateway.start(mortal.configuration)) {
          assertEquals('x', echo(port), connect.err());
        }
      }
    }
  }

  /** The byte that came back, or -1 if the connection ended, in whichever way. */
  private static int echo(int port) {
    try (Client client = Client.plain(port)) {
      return client.send("x").readByte();
    } catch (IOException _) {
      return -1;
    }
  }
}
