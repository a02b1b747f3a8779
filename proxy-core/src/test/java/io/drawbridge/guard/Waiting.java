// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import static org.junit.jupiter.api.Assertions.fail;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for a condition with a deadline; the one place where a test polls. */
public final class Waiting {
  private static final long LIMIT = Duration.ofSeconds(10).toNanos();

  private Waiting() {}

  public static void until(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + LIMIT;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        fail("did not happen in 10 s: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** How many live threads have such a name. */
  public static long threads(String part) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.isAlive() && thread.getName().contains(part))
        .count();
  }

  /** No plugin's, web client's or poll's thread is left, once what was closed has ended. */
  public static void noThreads() {
    until(
        "threads end",
        () -> threads("plugin-") == 0 && threads("liveness") == 0 && threads("HttpClient") == 0);
  }
}
