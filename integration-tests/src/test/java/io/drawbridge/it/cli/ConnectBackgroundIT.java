// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Ports;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a before_script: returns when the way is proven, and goes when the job's shell goes. */
class ConnectBackgroundIT {
  private static final Pattern PROCESS = Pattern.compile("goes on as process (\\d+)");

  @TempDir Path directory;
  private Way way;
  private final int port = Ports.free();

  @BeforeEach
  void start() {
    way = new Way(directory, Target.echo());
  }

  @AfterEach
  void stop() {
    way.close();
  }

  /** A shell, whose output is a pipe that must end: runners wait for that. */
  private Command shell(String script) {
    return Command.of("sh", "-c", "{ " + script + "\n} | cat")
        .with("DRAWBRIDGE_TOKEN", Scene.TOKEN)
        .with("DRAWBRIDGE_JAVA", Home.java().toString());
  }

  private String background(String more) {
    String words = String.join(" ", way.words("--target", Scene.TARGET + "=127.0.0.1:" + port));
    return Home.launcher() + " " + words + " --background --log " + log() + " " + more;
  }

  private Path log() {
    return directory.resolve("connect.log");
  }

  private void awaitGone() {
    Await.until(
        Duration.ofSeconds(10),
        () -> "the local port is closed",
        () -> {
          try (Client _ = Client.plain(port)) {
            return false;
          } catch (UncheckedIOException _) {
            return true;
          }
        });
  }

  @Test
  void theScriptGoesOnWithTheTunnelAndTheTunnelGoesWithTheScript() throws Exception {
    Path go = directory.resolve("go");
    String script =
        background("--wait 30s")
            + " || exit 1; echo script goes on; while [ ! -e "
            + go
            + " ]; do sleep 0.05; done; echo script ends";
    try (ConnectProcess shell = ConnectProcess.start(directory, shell(script))) {
      shell.await("script goes on");
      try (Client client = Client.plain(port)) {
        assertEquals('x', client.send("x").readByte());
      }
      Matcher process = PROCESS.matcher(shell.err());
      assertTrue(process.find(), shell.err());
      Path process0 = Path.of("/proc", process.group(1));
      assertEquals(Path.of("/dev/null"), Files.readSymbolicLink(process0.resolve("fd/0")));
      assertEquals(log(), Files.readSymbolicLink(process0.resolve("fd/2")));
      String line = Files.readString(process0.resolve("cmdline"));
      assertTrue(line.contains("--target") && !line.contains(Scene.TOKEN), line);
      Files.writeString(go, "");
      assertEquals(0, shell.exit(), "the pipe has ended");
      awaitGone();
    }
    assertTrue(Files.readString(log()).contains("orders-db is at 127.0.0.1:" + port));
  }

  @Test
  void itsJvmTakesTheCollectorThatTheEnvironmentNames() {
    Result result =
        shell(background("; cat " + log())).with("JAVA_TOOL_OPTIONS", "-XX:+UseParallelGC").run();
    assertTrue(result.out().contains("orders-db is at 127.0.0.1"), result.out() + result.err());
  }

  @Test
  void aRefusalIsTheScriptsToSee() {
    Result result =
        shell(background("--token-env OTHER") + "; echo exit $?").with("OTHER", "wrong").run();
    assertTrue(result.out().contains("exit 77"), result.out() + result.err());
    assertTrue(result.err().contains("(session "), result.err());
    awaitGone();
  }

  @Test
  void notReadyInTimeIsToldAndNothingIsLeftBehind() throws Exception {
    way.gateway.kill();
    Result result = shell(background("--wait 1ms") + "; echo exit $?").run();
    assertTrue(result.out().contains("exit 69"), result.out() + result.err());
    assertTrue(result.err().contains("nobody listens there"), result.err());
    awaitGone();
  }

  /** The job's shell exports the credential; a helper that it runs starts the tunnel, and ends. */
  @ParameterizedTest
  @ValueSource(strings = {"", "timeout 60", "env"})
  void itStaysWithTheJobWhenTheHelperThatStartedItEnds(String runner) throws Exception {
    Path helper =
        Files.writeString(directory.resolve("helper"), "sh -c '" + background("|| exit 1") + "'\n");
    Path go = directory.resolve("go");
    String job =
        "export DRAWBRIDGE_TOKEN=%s; %s sh %s && echo helper ended; while [ ! -e %s ]; do sleep 0.05; done"
            .formatted(Scene.TOKEN, runner, helper, go);
    Command command =
        Command.of("sh", "-c", job + "; true").with("DRAWBRIDGE_JAVA", Home.java().toString());
    try (ConnectProcess shell = ConnectProcess.start(directory, command)) {
      shell.await("helper ended");
      assertTrue(shell.err().contains(" until process " + shell.pid() + " ("), shell.err());
      try (Client client = Client.plain(port)) {
        assertEquals('x', client.send("x").readByte());
        Files.writeString(go, "");
        assertEquals(0, shell.exit());
        awaitGone();
      }
    }
    assertTrue(Files.readString(log()).contains("(--job) has ended"), Files.readString(log()));
  }
}
