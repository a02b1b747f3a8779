// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration needs nothing, takes less than a minute and leaves nothing. */
class DemoIT {
  @Test
  void itShowsWhatItSaysAndLeavesNothing(@TempDir Path temporary) throws IOException {
    Command.Result result =
        Command.drawbridge("demo")
            .with("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary)
            .within(Duration.ofMinutes(1))
            .run();
    assertEquals(0, result.exit(), result.out() + result.err());
    for (String told :
        List.of("1832", "403", "407", "JOB_ENDED", "expired", "Everything was as it should be")) {
      assertTrue(result.out().contains(told), told + " in\n" + result.out());
    }
    assertFalse(result.out().contains("eyJ"), "no token is printed");
    try (Stream<Path> left = Files.list(temporary)) {
      assertEquals(List.of(), left.filter(f -> !f.endsWith("hsperfdata_root")).toList());
    }
    List<String> alive =
        ProcessHandle.allProcesses()
            .map(process -> process.info().commandLine().orElse(""))
            .filter(line -> line.contains(temporary.toString()))
            .toList();
    assertEquals(List.of(), alive);
  }
}
