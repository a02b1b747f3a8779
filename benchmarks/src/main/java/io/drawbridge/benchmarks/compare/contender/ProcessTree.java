// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a process and its children use, as the kernel accounts for it. The children are those of the
 * moment this was made: for a difference, one of these reads both values.
 */
public final class ProcessTree {
  private static final Optional<CpuClock> PRECISE = CpuClock.precise();

  private final CpuClock clock;
  private final List<Long> pids;

  /** Of a running process. */
  public ProcessTree(ProcessHandle process) {
    this(process, PRECISE.orElse(ProcessTree::statNanos));
  }

  ProcessTree(ProcessHandle process, CpuClock clock) {
    this.clock = clock;
    pids =
        Stream.concat(Stream.of(process), process.descendants()).map(ProcessHandle::pid).toList();
  }

  /** Where CPU time is read, and how exactly. */
  public static String cpuClock() {
    return PRECISE.isPresent()
        ? "the kernel's clock of the process, in nanoseconds"
        : "/proc/PID/stat, to 10 ms: the exact clock cannot be read here";
  }

  /** CPU time of all threads, the ended ones too, in user and kernel mode. */
  public long cpuNanos() throws IOException {
    long sum = 0;
    for (long pid : pids) {
      sum += clock.nanos(pid);
    }
    return sum;
  }

  /** CPU time as {@code /proc/PID/stat} tells it, to 10 ms. */
  static long statNanos(long pid) throws IOException {
    // USER_HZ is 100 on every Linux that Java runs on.
    long tick = 10_000_000;
    int user = 11;
    int system = 12;
    String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
    // The name, in brackets, may hold anything.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    return (Long.parseLong(fields[user]) + Long.parseLong(fields[system])) * tick;
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
