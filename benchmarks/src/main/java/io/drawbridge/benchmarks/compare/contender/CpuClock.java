// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * The CPU time of a process: of all its threads, the ended ones too, in user and kernel mode; not
 * of its children.
 */
@FunctionalInterface
interface CpuClock {
  /**
   * CPU time so far, in nanoseconds.
   *
   * @throws IOException if there is no such process
   */
  long nanos(long pid) throws IOException;

  /**
   * The kernel's clock of the process, to the nanosecond, by the foreign-function API; nothing
   * where there is no such call, or it is not allowed.
   */
  static Optional<CpuClock> precise() {
    try {
      CpuClock clock = new Native();
      clock.nanos(ProcessHandle.current().pid());
      return Optional.of(clock);
    } catch (IOException
        | IllegalCallerException
        | UnsupportedOperationException
        | NoSuchElementException _) {
      // Whoever asks takes the other clock, and the report tells which.
      return Optional.empty();
    }
  }

  /** {@code clock_getcpuclockid} and {@code clock_gettime} of the C library. */
  final class Native implements CpuClock {
    private static final long SECOND = 1_000_000_000;

    private final MethodHandle identify;
    private final MethodHandle read;

    /** Both are what {@code time.h} says. */
    @SuppressWarnings("restricted")
    private Native() {
      Linker linker = Linker.nativeLinker();
      SymbolLookup library = linker.defaultLookup();
      identify =
          linker.downcallHandle(
              library.find("clock_getcpuclockid").orElseThrow(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      read =
          linker.downcallHandle(
              library.find("clock_gettime").orElseThrow(),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    }

    @Override
    public long nanos(long pid) throws IOException {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment id = arena.allocate(ValueLayout.JAVA_INT);
        // Seconds and nanoseconds, a long each where there is a JDK.
        MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
        if ((int) identify.invokeExact((int) pid, id) != 0
            || (int) read.invokeExact(id.get(ValueLayout.JAVA_INT, 0), time) != 0) {
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
}
