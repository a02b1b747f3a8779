// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A fetch of a key set that is under way.
 *
 * @param done completed when it has ended, whatever came of it
 * @param began when it began, by {@link System#nanoTime}
 */
record Fetch(CompletableFuture<Void> done, Thread thread, long began) {
  /** Waits for its end until then, by {@link System#nanoTime}: whether it has ended. */
  boolean await(long until) throws InterruptedException {
    try {
      done.get(Math.max(0, until - System.nanoTime()), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException _) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("a fetch ends normally, whatever came of it", e);
    }
  }
}
