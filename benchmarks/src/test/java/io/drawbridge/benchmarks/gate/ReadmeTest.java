// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page that explains the benchmarks names those there are, and commands that are there. */
class ReadmeTest {
  private static final Pattern BENCHMARK = Pattern.compile("\\b\\w+Benchmark\\b");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
  private static final Set<String> VERBS = Set.of("jmh", "gate");

  private static String page() throws IOException {
    return Files.readString(Path.of("README.md"));
  }

  private static Set<String> names(String text) {
    Set<String> names = new TreeSet<>();
    BENCHMARK.matcher(text).results().map(MatchResult::group).forEach(names::add);
    return names;
  }

  @Test
  void everyBenchmarkIsExplainedAndNoOther() throws IOException {
    try (InputStream list = ReadmeTest.class.getResourceAsStream("/META-INF/BenchmarkList")) {
      String text = new String(list.readAllBytes(), StandardCharsets.UTF_8);
      assertEquals(names(text), names(page()));
    }
  }

  @Test
  void everyBlockIsShellAndUsesVerbsThatAreThere() throws IOException, InterruptedException {
    List<String> used = new ArrayList<>();
    for (MatchResult block : BLOCK.matcher(page()).results().toList()) {
      Process shell = new ProcessBuilder("sh", "-nc", block.group(1)).inheritIO().start();
      assertEquals(0, shell.waitFor(), block.group(1));
      for (String line : block.group(1).lines().toList()) {
        if (line.startsWith("tools/benchmarks ")) {
          used.add(line.split(" ")[1]);
        }
      }
    }
    assertTrue(VERBS.containsAll(used), "" + used);
    assertTrue(used.containsAll(VERBS), "not shown: " + used);
  }
}
