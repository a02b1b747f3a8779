// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What this machine is, as far as numbers depend on it; nothing that names it. */
public final class Machine {
  private Machine() {}

  /** The day, the processors, memory, system and JDK. */
  public static Map<String, String> facts() throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("date", LocalDate.now(ZoneOffset.UTC).toString());
    facts.put(
        "processor", value("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")));
    facts.put("processors", "" + Runtime.getRuntime().availableProcessors());
    facts.put("memory", value("/proc/meminfo", "MemTotal").orElse("unknown"));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "jdk",
        System.getProperty("java.vendor.version", "")
            + " "
            + System.getProperty("java.vm.version"));
    return facts;
  }

  /** How much it had to do in the last minute; Linux only. */
  public static String load() throws IOException {
    return Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0];
  }

  /** How many file descriptors this process may have open; Linux only. */
  public static int descriptors() throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/limits"))) {
      return lines
          .filter(line -> line.startsWith("Max open files"))
          .map(line -> line.replaceFirst("Max open files +\\S+ +(\\d+).*", "$1"))
          .filter(text -> text.matches("\\d{1,9}"))
          .map(Integer::parseInt)
          .findFirst()
          .orElse(Integer.MAX_VALUE);
    }
  }

  private static Optional<String> value(String file, String key) throws IOException {
    Path path = Path.of(file);
    if (!Files.isReadable(path)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(path)) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    }
  }
}
