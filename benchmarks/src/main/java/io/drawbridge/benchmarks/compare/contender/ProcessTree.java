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
 * moment this was made: for a difference, one of these reads both values.
 */
public final class ProcessTree {
  private final List<Long> pids;

  /** Of a running process. */
  public ProcessTree(ProcessHandle process) {
    pids =
        Stream.concat(Stream.of(process), process.descendants()).map(ProcessHandle::pid).toList();
  }

  /** CPU time of all threads, the ended ones too, in user and kernel mode. */
  public long cpuNanos() throws IOException {
    long sum = 0;
    for (long pid : pids) {
      sum += CpuClock.nanos(pid);
    }
    return sum;
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
