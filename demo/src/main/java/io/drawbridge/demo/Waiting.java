// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.time.Duration;
import java.util.concurrent.Callable;

/** The one place that polls, for what announces itself in no other way. */
final class Waiting {
  private static final Duration STEP = Duration.ofMillis(20);

  private Waiting() {}

  /** Asks until it is so, or the time is up; whether it is so. */
  static boolean until(Duration limit, Callable<Boolean> question) throws Exception {
    long begin = System.nanoTime();
    while (!question.call()) {
      if (System.nanoTime() - begin > limit.toNanos()) {
        return false;
      }
      Thread.sleep(STEP);
    }
    return true;
  }
}
