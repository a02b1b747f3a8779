// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CountDownLatch;

/**
 * Tells of SIGTERM and SIGINT. By {@code sun.misc.Signal}, reached by reflection because the
 * compiler refuses to name it; where that is not to be had, by a shutdown hook, which holds the
 * process's end until the work after the signal is done.
 */
final class Signals {
  private Signals() {}

  /**
   * Runs the handler at every SIGTERM and SIGINT, on a thread of the platform's.
   *
   * @return counted down when the process may end; needed by the hook alone
   */
  static CountDownLatch onTermination(Runnable handler) {
    CountDownLatch done = new CountDownLatch(1);
    if (!(handle("TERM", handler) && handle("INT", handler))) {
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
      Object proxy =
          Proxy.newProxyInstance(
              Signals.class.getClassLoader(),
              new Class<?>[] {type},
              (self, method, arguments) -> answer(self, method, arguments, handler));
      signal
          .getMethod("handle", signal, type)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException _) {
      // Another virtual machine, or -Xrs: the hook takes its place.
      return false;
    }
  }

  private static Object answer(Object self, Method method, Object[] arguments, Runnable handler)
      throws InvocationTargetException, IllegalAccessException {
    return switch (method.getName()) {
      case "handle" -> {
        handler.run();
        yield null;
      }
      case "hashCode" -> System.identityHashCode(self);
      case "equals" -> self == arguments[0];
      default -> method.getName();
    };
  }
}
