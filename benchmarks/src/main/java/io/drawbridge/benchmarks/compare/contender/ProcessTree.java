// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a process and its children use, as the kernel accounts for it. The children are those of the
 * moment this was made.
 */
public final class ProcessTree {
  /** A tick of {@code /proc/PID/stat}: USER_HZ is 100 on every Linux that Java runs on. */
  private static final long TICK_NANOS = 10_000_000;

  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;

  private final List<Long> pids;

  /** Of a running process. */
  public ProcessTree(ProcessHandle process) {
    pids =
        Stream.concat(Stream.of(process), process.descendants()).map(ProcessHandle::pid).toList();
  }

  /** CPU time of all threads, the ended ones too, in user and kernel mode; to 10 ms. */
  public long cpuNanos() throws IOException {
    long ticks = 0;
    for (long pid : pids) {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name, in brackets, may hold anything.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      ticks += Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
    }
    return ticks * TICK_NANOS;
  }

  /** Resident memory in bytes. */
  public long residentBytes() throws IOException {
    long kilobytes = 0;
    for (long pid : pids) {
      kilobytes += resident(pid);
    }
    return kilobytes * 1024;
  }

  private static long resident(long pid) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/smaps_rollup"))) {
      return lines
          .filter(line -> line.startsWith("Rss:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElseThrow(() -> new NoSuchFileException("Rss of process " + pid));
    }
  }
}
