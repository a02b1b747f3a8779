// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Home;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Standard input and output as the tunnel, as ssh's ProxyCommand wants it. */
class ConnectStdioIT {
  @TempDir Path directory;
  @TempDir Path temporary;

  @Test
  void anAnswerAfterTheEndOfTheInputArrives() throws IOException {
    Target late =
        Target.of(
            (_, socket) -> {
              InputStream in = socket.getInputStream();
              int length = in.readAllBytes().length;
              socket.getOutputStream().write(("got " + length).getBytes(StandardCharsets.UTF_8));
            });
    try (Way way = new Way(directory, late)) {
      Path input = Files.write(directory.resolve("input"), new byte[100_000]);
      assertEquals("got 100000", stdio(way).reading(input).run().good().out());
      assertEquals(List.of(), left(), "the temporary directory");
    }
  }

  @Test
  void wherePlacesForFilesCannotBeWrittenTheJobsOwnCan() throws IOException {
    Path input = Files.writeString(directory.resolve("input"), "hello");
    try (Way way = new Way(directory, Target.echo())) {
      Command.Result result =
          way.connect("--target", Scene.TARGET, "--stdio")
              .with("DRAWBRIDGE_JAVA_OPTS", "-XX:-UsePerfData -Djava.io.tmpdir=/proc")
              .with("TMPDIR", temporary.toString())
              .reading(input)
              .run()
              .good();
      assertEquals("hello", result.out());
    }
  }

  @Test
  void standardInputThatCannotBeReadIsAnError() {
    try (Way way = new Way(directory, Target.echo())) {
      List<String> words = new ArrayList<>(List.of("sh", "-c", "exec \"$@\" < /", "sh"));
      words.add(Home.launcher().toString());
      words.addAll(way.words("--target", Scene.TARGET, "--stdio"));
      Command.Result result =
          Command.of(words)
              .with("DRAWBRIDGE_JAVA", Home.java().toString())
              .with("DRAWBRIDGE_TOKEN", Scene.TOKEN)
              .run();
      assertEquals(74, result.exit(), result.err());
      assertTrue(result.err().contains("standard input cannot be read"), result.err());
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whereNobodyTakesTheOutputASignalEndsItAllTheSame(boolean stdio) throws Exception {
    Target talker = Target.of((_, socket) -> socket.getOutputStream().write(new byte[1_000_000]));
    Path out = directory.resolve("nobody");
    Path err = directory.resolve("errors");
    try (FullPipe _ = FullPipe.at(out);
        Way way = new Way(directory, talker)) {
      Command command = stdio ? stdio(way) : way.connect("--target", Scene.TARGET);
      Process process = command.start(out, err);
      try {
        Await.until(
            Duration.ofSeconds(20),
            () -> "it stands",
            () ->
                threads(process).contains(stdio ? "drawbridge-stdo" : "drawbridge-read")
                    && (!stdio || way.gateway.metrics().gauge("drawbridge_tunnels_open") > 0));
        process.destroy();
        assertTrue(process.waitFor(20, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void bytesOfEveryValuePassBothWays() throws Exception {
    byte[] bytes = new byte[3_000_000];
    new Random(7).nextBytes(bytes);
    Path input = Files.write(directory.resolve("input"), bytes);
    Path out = directory.resolve("output");
    try (Way way = new Way(directory, Target.echo())) {
      Process process = stdio(way).reading(input).start(out, directory.resolve("errors"));
      try {
        assertEquals(true, process.waitFor(30, TimeUnit.SECONDS));
        assertEquals(0, process.exitValue());
        assertArrayEquals(bytes, Files.readAllBytes(out));
      } finally {
        process.destroyForcibly();
      }
    }
  }

  @Test
  void sshHangsUpAndNothingIsLeft() throws Exception {

    Target silent =
        Target.of(
            (target, socket) -> {
              socket.getOutputStream().write("SSH-2.0-test\r\n".getBytes(StandardCharsets.UTF_8));

              target.take(socket, new byte[1]);
            });
    // Input that stays open, as a pipe from ssh does.
    Path input = directory.resolve("pipe");
    Command.of("mkfifo", input.toString()).run().good();
    Process writer = new ProcessBuilder("sh", "-c", "sleep 60 > " + input).start();
    try (Way way = new Way(directory, silent);
        ConnectProcess connect = ConnectProcess.start(directory, stdio(way).reading(input))) {
      connect.await("SSH-2.0-test");
      assertEquals(List.of(), left(), "while the tunnel is open");
      assertEquals(0, connect.signal("HUP").exit(), connect.err());
    } finally {
      writer.descendants().forEach(ProcessHandle::destroyForcibly);
      writer.destroyForcibly();
    }
  }

  /** The names of its threads, of which the system keeps 15 letters. */
  private static List<String> threads(Process process) throws IOException {
    List<String> names = new ArrayList<>();
    try (Stream<Path> threads = Files.list(Path.of("/proc/" + process.pid() + "/task"))) {
      for (Path thread : threads.toList()) {
        names.add(Files.readString(thread.resolve("comm")).strip());
      }
    } catch (NoSuchFileException _) {
      // One of them has ended meanwhile.
      return List.of();
    }
    return names;
  }

  private Command stdio(Way way) {
    return way.connect("--target", Scene.TARGET, "--stdio")
        .with("DRAWBRIDGE_JAVA_OPTS", "-XX:-UsePerfData -Djava.io.tmpdir=" + temporary);
  }

  private List<Path> left() throws IOException {
    try (Stream<Path> files = Files.list(temporary)) {
      return files.toList();
    }
  }
}
