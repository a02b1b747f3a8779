// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Command.Result;
import io.drawbridge.it.harness.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command itself does before it becomes the product. */
class LauncherIT {
  @TempDir Path checkout;

  @ParameterizedTest
  @ValueSource(
      strings = {"DRAWBRIDGE_JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS"})
  void anotherCollectorIsTakenFromEveryVariableThatTheJvmReads(String variable) {
    Result result =
        Command.drawbridge("version")
            .with(variable, "-XX:+UseParallelGC -Xlog:gc=info:stderr -Dstar=/*")
            .run()
            .good();
    assertTrue(result.err().contains("Using Parallel"), result.err());
  }

  @Test
  void aDescriptorThatIsClosedIsNoFileOfTheJvm() {
    String line = "exec \"$0\" audit verify - <&-";
    Result result =
        Command.of("sh", "-c", line, Home.launcher().toString())
            .with("DRAWBRIDGE_JAVA", Home.java().toString())
            .run();
    assertTrue(result.out().startsWith("standard input: the file is empty"), result.toString());
  }

  @Test
  void aPathBeyondAsciiIsReadInEveryLocale() throws IOException {
    String line =
        "w=$(printf '%s/Zo\\303\\253' \"$1\"); : > \"$w\"; exec \"$0\" audit verify \"$w\"";
    Result result =
        Command.of("sh", "-c", line, Home.launcher().toString(), checkout.toString())
            .with("DRAWBRIDGE_JAVA", Home.java().toString())
            .with("LC_ALL", "C")
            .run();
    assertTrue(result.out().contains("/Zo\u00eb: the file is empty"), result.toString());
  }

  /** A checkout whose Maven prints what the real one does, and ends like that. */
  private Result first(String end) throws IOException {
    Files.createFile(checkout.resolve("pom.xml"));
    Path launcher = Files.copy(Home.launcher(), checkout.resolve("drawbridge"));
    Path maven = Files.createDirectory(checkout.resolve("bin")).resolve("mvn");
    String script =
        """
        #!/bin/sh
        echo 'WARNING: a word of the JVM'
        printf '\\033[m[INFO] Scanning for projects...\\n'
        echo '[INFO] Building Drawbridge: engine 0.1.0                        [3/14]'
        echo '[INFO] Building jar: engine.jar'
        """;
    Files.writeString(maven, script + end);
    assertTrue(maven.toFile().setExecutable(true));
    return Command.of("sh", launcher.toString(), "version")
        .with("DRAWBRIDGE_JAVA", Home.java().toString())
        .with("PATH", maven.getParent() + ":" + System.getenv("PATH"))
        .run();
  }

  @Test
  void theFirstStartTellsEachModuleAsItIsBuiltAndNothingElse() throws IOException {
    Path lib = checkout.resolve("distribution/target/drawbridge/lib");
    Result result = first("mkdir -p %s && cp %s %s".formatted(lib, Home.jar(), lib)).good();
    assertEquals(
        "drawbridge: first use, building ...\ndrawbridge: [3/14] Drawbridge: engine 0.1.0\n",
        result.err());
    assertTrue(result.out().startsWith("drawbridge "), result.out());
  }

  @Test
  void aBuildThatFailsSaysWhy() throws IOException {
    Result result = first("echo '[ERROR] no space left'; exit 1");
    assertEquals(70, result.exit(), result.err());
    assertTrue(result.err().contains("[ERROR] no space left"), result.err());
    assertTrue(result.err().endsWith("drawbridge: the build failed\n"), result.err());
  }
}
