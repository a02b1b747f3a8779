// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** What this machine is, as far as numbers depend on it; nothing that names it. Linux only. */
final class Machine {
  /** How many of the fields of a line of /proc/stat are time, and which two of those are idle. */
  private static final int TIMES = 8;

  private static final int IDLE = 3;
  private static final int WAITING = 4;

  /** USER_HZ is 100 on every Linux that Java runs on. */
  private static final double TICKS = 100;

  private Machine() {}

  static Map<String, String> facts() throws IOException {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("processor", value("/proc/cpuinfo", "model name"));
    facts.put("processors", "" + Runtime.getRuntime().availableProcessors());
    facts.put("memory", value("/proc/meminfo", "MemTotal"));
    facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
    String vendor = System.getProperty("java.vendor.version", "");
    facts.put("jdk", vendor + " " + System.getProperty("java.vm.version"));
    facts.put(
        "load of the minute before", Files.readString(Path.of("/proc/loadavg")).split(" ")[0]);
    return facts;
  }

  /**
   * How many processors are kept busy, by whomever, while this process does nothing for so long.
   */
  static double busyProcessors(Duration length) throws IOException {
    long begin = System.nanoTime();
    long before = busyTicks();
    Interval.pause(length);
    return (busyTicks() - before) / TICKS / ((System.nanoTime() - begin) / 1e9);
  }

  /** Of all processors; what the host of a virtual machine takes away counts, too. */
  private static long busyTicks() throws IOException {
    String[] fields = value("/proc/stat", "cpu ").split(" +");
    long[] times = Arrays.stream(fields).limit(TIMES).mapToLong(Long::parseLong).toArray();
    return Arrays.stream(times).sum() - times[IDLE] - times[WAITING];
  }

  /** How many file descriptors this process may have open. */
  static int descriptors() throws IOException {
    String soft = value("/proc/self/limits", "Max open files").split(" +")[0];
    return soft.matches("\\d{1,9}") ? Integer.parseInt(soft) : Integer.MAX_VALUE;
  }

  private static String value(String file, String key) throws IOException {
    for (String line : Files.readAllLines(Path.of(file))) {
      if (line.startsWith(key)) {
        return line.substring(key.length()).replaceFirst("^\\s*:?\\s*", "").strip();
      }
    }
    return "unknown";
  }
}
