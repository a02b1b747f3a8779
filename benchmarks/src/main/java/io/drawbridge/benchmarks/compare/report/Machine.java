// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.report;

import io.drawbridge.benchmarks.compare.contender.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Where it was measured, and what. */
public final class Machine {
  private Machine() {}

  /** Processor, memory, kernel, and the versions of everything that takes part. */
  public static Map<String, String> describe(Path home) throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "processor", proc("/proc/cpuinfo", "model name").orElse(System.getProperty("os.arch")));
    facts.put("processors", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.put("memory", proc("/proc/meminfo", "MemTotal").orElse("unknown"));
    facts.put("kernel", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    facts.put(
        "load of the minute before", Files.readString(Path.of("/proc/loadavg")).split(" ", 2)[0]);
    facts.put(
        "java", System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version"));
    facts.put("jvmOptions", System.getenv().getOrDefault("DRAWBRIDGE_JAVA_OPTS", "the launcher's"));
    facts.put("drawbridge", firstLine(home.resolve("bin/drawbridge"), "version"));
    Optional<Path> haproxy = Programs.find("haproxy");
    facts.put("haproxy", haproxy.isPresent() ? firstLine(haproxy.get(), "-v") : "missing");
    Optional<Path> nginx = Programs.find("nginx");
    facts.put("nginx", nginx.isPresent() ? firstLine(nginx.get(), "-v") : "missing");
    return facts;
  }

  /** How many file descriptors a process may have open. */
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

  private static Optional<String> proc(String file, String key) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of(file))) {
      return lines
          .filter(line -> line.startsWith(key))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst();
    }
  }

  private static String firstLine(Path program, String word) throws IOException {
    return Programs.output(List.of(program.toString(), word))
        .lines()
        .filter(line -> !line.startsWith("Picked up"))
        .findFirst()
        .orElse("says nothing");
  }
}
