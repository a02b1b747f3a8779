// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.docs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import io.drawbridge.it.harness.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedding example compiles and runs as it is printed, and the library keeps silent. */
class EmbeddingGuideIT {
  private static final Document GUIDE = Document.of("docs/embedding.md");

  @TempDir Path directory;

  @Test
  void itRunsOnTheClassPath() throws IOException {
    assertRuns("java -cp");
  }

  @Test
  void itRunsOnTheModulePath() throws IOException {
    assertRuns("java -p");
  }

  private void assertRuns(String command) throws IOException {
    for (Document.Block block : GUIDE.blocks("java")) {
      Document.write(directory, block);
    }
    Command.Result result =
        Command.of("sh", "-euc", GUIDE.block("sh", command).text())
            .with("PATH", Document.searchPath())
            .with("DRAWBRIDGE", Home.directory().toString())
            .with("MODULES", System.getProperty("drawbridge.modules"))
            .in(directory)
            .within(Duration.ofSeconds(90))
            .run();
    assertEquals("", result.err(), "nothing on standard error: no warning, no log");
    assertEquals(0, result.exit(), result.out());
    assertEquals(
        List.of(
            "HTTP/1.1 200 Connection established",
            "HTTP/1.1 407 the credentials are of no kind that is accepted here;"
                + " send the token that was issued for this gateway",
            "all tunnels ended by themselves",
            "closed: COMPLETED, 6 bytes down",
            "granted by \"all jobs\"",
            "refused: UNAUTHENTICATED"),
        result.out().lines().sorted().toList());
    String audit = Files.readString(directory.resolve("audit.jsonl"));
    assertTrue(audit.contains("COMPLETED") && audit.contains("UNAUTHENTICATED"), audit);
  }
}
