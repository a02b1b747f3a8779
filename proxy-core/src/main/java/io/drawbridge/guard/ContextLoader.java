// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

/** The context class loader under which a plugin's code runs, changed here and nowhere else. */
final class ContextLoader {
  private ContextLoader() {}

  /**
   * Runs the work under a context class loader and puts the one of before back.
   *
   * @param loader {@code null} leaves the thread's own
   */
  static <T, E extends Exception> T call(ClassLoader loader, GuardedPlugin.Work<T, E> work)
      throws E {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try {
      if (loader != null) {
        thread.setContextClassLoader(loader);
      }
      return work.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }
}
