// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.splice;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.Set;

/** Linux, by the JDK's foreign-function interface; only where {@link #present} says so. */
final class LinuxKernel implements Kernel {
  /** The numbers below hold on these; others (MIPS, SPARC) have their own. */
  private static final Set<String> PROCESSORS = Set.of("amd64", "aarch64");

  // asm-generic/fcntl.h, linux/fcntl.h and linux/splice.h of the kernel.
  private static final int O_NONBLOCK = 0x800;
  private static final int O_CLOEXEC = 0x80000;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int SPLICE_F_MOVE = 1;
  private static final int SPLICE_F_NONBLOCK = 2;

  /** Where a call leaves errno; one for each instance, because threads must not share it. */
  private final MemorySegment state = Arena.ofAuto().allocate(Calls.STATE);

  /** Whether this system has the calls and this module may make them without a warning. */
  static boolean present() {
    try {
      return System.getProperty("os.name").equals("Linux")
          && PROCESSORS.contains(System.getProperty("os.arch"))
          && LinuxKernel.class.getModule().isNativeAccessEnabled()
          && Linker.nativeLinker().defaultLookup().find("splice").isPresent();
    } catch (UnsupportedOperationException _) {
      // A JVM without a native linker.
      return false;
    }
  }

  @Override
  public long pipe(int[] ends) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pair = arena.allocate(JAVA_INT, 2);
      long result = (int) Calls.PIPE2.invokeExact(state, pair, O_NONBLOCK | O_CLOEXEC);
      ends[0] = pair.getAtIndex(JAVA_INT, 0);
      ends[1] = pair.getAtIndex(JAVA_INT, 1);
      return orError(result);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  @Override
  public long resize(int pipe, int bytes) {
    try {
      return orError((int) Calls.FCNTL.invokeExact(state, pipe, F_SETPIPE_SZ, bytes));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  @Override
  public long splice(int from, int to, long most) {
    int flags = SPLICE_F_MOVE | SPLICE_F_NONBLOCK;
    try {
      return orError(
          (long)
              Calls.SPLICE.invokeExact(
                  state, from, MemorySegment.NULL, to, MemorySegment.NULL, most, flags));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  @Override
  public long read(int from, ByteBuffer directInto) {
    MemorySegment into = MemorySegment.ofBuffer(directInto);
    try {
      return orError((long) Calls.READ.invokeExact(state, from, into, into.byteSize()));
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  @Override
  public void close(int descriptor) {
    try {
      // Whatever it says, the number is free again (close(2), "Dealing with error returns").
      int _ = (int) Calls.CLOSE.invokeExact(state, descriptor);
    } catch (Throwable e) {
      throw impossible(e);
    }
  }

  private long orError(long result) {
    return result >= 0 ? result : -(int) Calls.ERRNO.get(state, 0L);
  }

  private static IllegalStateException impossible(Throwable e) {
    if (e instanceof Error error) {
      throw error;
    }
    return new IllegalStateException("a system call with wrong arguments", e);
  }

  /**
   * Constants, so that the compiler turns each into the call itself; initialised at the first use,
   * for a restricted call without permission prints a warning.
   */
  @SuppressWarnings("restricted") // asked for by present()
  private static final class Calls {
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    static final MethodHandle PIPE2 =
        handle("pipe2", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    static final MethodHandle FCNTL =
        handle(
            "fcntl",
            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT),
            Linker.Option.firstVariadicArg(2));
    static final MethodHandle SPLICE =
        handle(
            "splice",
            FunctionDescriptor.of(
                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
    static final MethodHandle READ =
        handle("read", FunctionDescriptor.of(JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG));
    static final MethodHandle CLOSE = handle("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

    private static MethodHandle handle(
        String name, FunctionDescriptor type, Linker.Option... further) {
      Linker linker = Linker.nativeLinker();
      Linker.Option[] options = new Linker.Option[further.length + 1];
      options[0] = Linker.Option.captureCallState("errno");
      System.arraycopy(further, 0, options, 1, further.length);
      return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), type, options);
    }
  }
}
