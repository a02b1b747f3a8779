// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The configuration files that were used, by their place in the directory of the run. */
final class ConfigurationFiles {
  /** Of a long file: thousands of lines are rules that are all alike. */
  private static final int HEAD = 60;

  private static final int TAIL = 10;

  private final Path root;
  private final Map<String, String> texts = new LinkedHashMap<>();

  ConfigurationFiles(Path root) {
    this.root = root;
  }

  /** Keeps those in a directory and below it; long ones shortened in the middle. */
  void add(Path directory) throws IOException {
    try (Stream<Path> walk = Files.walk(directory)) {
      for (Path file : walk.filter(f -> f.toString().matches(".*\\.(toml|cfg|conf)")).toList()) {
        texts.put(root.relativize(file).toString(), text(file));
      }
    }
  }

  /** All, in the order in which they were used. */
  Map<String, String> texts() {
    return Collections.unmodifiableMap(texts);
  }

  private String text(Path file) throws IOException {
    List<String> lines =
        Files.readString(file).replace(root.toString(), "DIRECTORY").lines().toList();
    if (lines.size() <= HEAD + TAIL) {
      return String.join("\n", lines) + "\n";
    }
    return String.join("\n", lines.subList(0, HEAD))
        + "\n# and so on: %d lines\n".formatted(lines.size() - HEAD - TAIL)
        + String.join("\n", lines.subList(lines.size() - TAIL, lines.size()))
        + "\n";
  }
}
