// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.command;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Tells of the signals that ask a process to end. By {@code sun.misc.Signal}, reached by reflection
 * because the compiler refuses to name it; where that is not to be had, by a shutdown hook, which
 * holds the process's end until the work after the signal is done. By the hook a second signal is
 * not told of, and the exit code is the signal's. Under {@code -Xrs} the system ends the process
 * and nobody is told.
 */
public final class Signals {
  /** Asked to end: by a supervisor, or from the terminal. */
  public static final List<String> ASKED = List.of("TERM", "INT");

  /** The one who asked for the process has gone, too: ssh says so to its proxy command. */
  public static final List<String> GONE = List.of("TERM", "INT", "HUP");

  private Signals() {}

  /**
   * Runs the handler at each of these signals, on a thread of the platform's.
   *
   * @return counted down when the process may end; needed by the hook alone
   */
  public static CountDownLatch on(List<String> names, Runnable handler) {
    CountDownLatch done = new CountDownLatch(1);
    boolean told = true;
    for (String name : names) {
      told &= handle(name, handler);
    }
    if (!told) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    handler.run();
                    await(done);
                  },
                  "drawbridge-termination"));
    }
    return done;
  }

  /**
   * Runs the handler at each signal of that name, and the process goes on; where signals are not to
   * be had, the system's own rule holds.
   */
  public static void survive(String name, Runnable handler) {
    handle(name, handler);
  }

  private static void await(CountDownLatch done) {
    try {
      done.await();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean handle(String name, Runnable handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      MethodHandle run =
          MethodHandles.lookup()
              .findVirtual(Runnable.class, "run", MethodType.methodType(void.class))
              .bindTo(handler);
      Object told =
          MethodHandleProxies.asInterfaceInstance(
              type, MethodHandles.dropArguments(run, 0, signal));
      signal
          .getMethod("handle", signal, type)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), told);
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException _) {
      // Another virtual machine, or one without jdk.unsupported: the hook takes its place.
      return false;
    }
  }
}
