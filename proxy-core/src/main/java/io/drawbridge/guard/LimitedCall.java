// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Runs a plugin's code once, at the start, on a thread of its own that is given up when it takes
 * too long: a constructor that never returns must not hold the start for ever.
 */
public final class LimitedCall {
  private LimitedCall() {}

  /**
   * The result of the call.
   *
   * @throws ExecutionException what the call threw
   * @throws TimeoutException if it took longer; its thread was interrupted and is left behind
   */
  public static <T> T run(String name, ClassLoader context, Duration limit, Callable<T> work)
      throws ExecutionException, TimeoutException, InterruptedException {
    FutureTask<T> task = new FutureTask<>(work);
    Thread thread = WatchedThread.daemon(name, task);
    thread.setContextClassLoader(context);
    thread.start();
    try {
      return task.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } finally {
      task.cancel(true);
    }
  }
}
