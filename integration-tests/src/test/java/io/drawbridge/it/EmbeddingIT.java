// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Home;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program with the library inside it: two proxies at once, started and stopped 50 times. */
class EmbeddingIT {
  private static final String ROUNDS = "50";

  @TempDir Path directory;
  private Path source;

  @BeforeEach
  void copy() throws IOException {
    source = Files.createDirectories(directory.resolve("src/embedding")).resolve("Embedder.java");
    try (InputStream in = getClass().getResourceAsStream("/embedding/Embedder.java.txt")) {
      Files.write(source, in.readAllBytes());
    }
  }

  private static void compile(String... arguments) {
    assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments));
  }

  private void runs(String... arguments) {
    List<String> words = new java.util.ArrayList<>(List.of(Home.java().toString()));
    words.addAll(List.of(arguments));
    words.addAll(List.of(directory.toString(), ROUNDS));
    Command.Result result = Command.of(words).within(Duration.ofMinutes(2)).run();
    assertEquals("", result.err(), "not a line on standard error");
    assertEquals("as it should be\n", result.out());
    assertEquals(0, result.exit());
  }

  @Test
  void onTheClassPath() {
    Path classes = directory.resolve("classes");
    compile("-cp", Home.jar().toString(), "-d", classes.toString(), source.toString());
    runs("-cp", classes + File.pathSeparator + Home.jar(), "embedding.Embedder");
  }

  @Test
  void onTheModulePath() throws IOException {
    Path module =
        Files.writeString(
            directory.resolve("src").resolve("module-info.java"),
            "module embedding { requires io.drawbridge; }",
            StandardCharsets.UTF_8);
    Path classes = directory.resolve("classes");
    String modules = System.getProperty("drawbridge.modules");
    compile("-p", modules, "-d", classes.toString(), module.toString(), source.toString());
    runs("-p", modules + File.pathSeparator + classes, "-m", "embedding/embedding.Embedder");
  }
}
