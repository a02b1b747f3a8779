// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
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
  private static final long SECOND = 1_000_000_000;

  // The kernel's clock of a process counts to the nanosecond, what /proc tells only to 10 ms.
  private static final MethodHandle IDENTIFY =
      call("clock_getcpuclockid", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
  private static final MethodHandle READ =
      call("clock_gettime", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);

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
      sum += cpuNanos(pid);
    }
    return sum;
  }

  /** A function of {@code time.h}, whose declaration the parameters are. */
  @SuppressWarnings("restricted")
  private static MethodHandle call(String name, MemoryLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
  }

  /** Of one process alone; fails if there is none. */
  static long cpuNanos(long pid) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment id = arena.allocate(ValueLayout.JAVA_INT);
      // Seconds and nanoseconds, a long each where there is a JDK.
      MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
      if ((int) IDENTIFY.invokeExact((int) pid, id) != 0
          || (int) READ.invokeExact(id.get(ValueLayout.JAVA_INT, 0), time) != 0) {
        throw new IOException("no CPU clock of process " + pid);
      }
      return time.getAtIndex(ValueLayout.JAVA_LONG, 0) * SECOND
          + time.getAtIndex(ValueLayout.JAVA_LONG, 1);
    } catch (IOException | RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a call of C throws nothing else", e);
    }
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
