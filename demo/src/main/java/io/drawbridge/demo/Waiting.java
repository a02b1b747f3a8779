// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.demo;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** The one place that polls, for what announces itself in no other way. */
final class Waiting {
  private static final long STEP_NANOS = Duration.ofMillis(20).toNanos();

  private Waiting() {}

  /** Asks until there is an answer or the time is up; empty then. */
  static <T> Optional<T> forAnswer(Duration limit, Callable<Optional<T>> question)
      throws Exception {
    long begin = System.nanoTime();
    while (true) {
      Optional<T> answer = question.call();
      if (answer.isPresent() || System.nanoTime() - begin > limit.toNanos()) {
        return answer;
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }
}
