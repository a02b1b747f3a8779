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

/**
 * The CPU time of a process as the kernel's clock tells it, to the nanosecond: of all its threads,
 * the ended ones too, in user and kernel mode; not of its children. By {@code clock_getcpuclockid}
 * and {@code clock_gettime} of the C library.
 */
final class CpuClock {
  private static final long SECOND = 1_000_000_000;
  private static final MethodHandle IDENTIFY =
      call("clock_getcpuclockid", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
  private static final MethodHandle READ =
      call("clock_gettime", ValueLayout.JAVA_INT, ValueLayout.ADDRESS);

  private CpuClock() {}

  /** A function of {@code time.h}, whose declaration the parameters are. */
  @SuppressWarnings("restricted")
  private static MethodHandle call(String name, MemoryLayout... parameters) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow(name),
        FunctionDescriptor.of(ValueLayout.JAVA_INT, parameters));
  }

  /**
   * CPU time so far, in nanoseconds.
   *
   * @throws IOException if there is no such process
   */
  static long nanos(long pid) throws IOException {
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
}
