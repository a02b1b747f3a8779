// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it.harness;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** The one place where tests poll, with a bound, for what announces itself in no other way. */
public final class Await {
  private static final long STEP_NANOS = Duration.ofMillis(15).toNanos();

  private Await() {}

  /**
   * Asks until there is an answer.
   *
   * @throws AssertionError with the description if there is none in time
   */
  public static <T> T answer(
      Duration limit, Supplier<String> description, Callable<Optional<T>> question) {
    long begin = System.nanoTime();
    while (true) {
      Optional<T> answer;
      try {
        answer = question.call();
      } catch (Exception e) {
        throw new AssertionError(description.get(), e);
      }
      if (answer.isPresent()) {
        return answer.get();
      }
      if (System.nanoTime() - begin > limit.toNanos()) {
        throw new AssertionError("not within " + limit + ": " + description.get());
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /**
   * Asks until it holds.
   *
   * @throws AssertionError with the description if it does not in time
   */
  public static void until(
      Duration limit, Supplier<String> description, Callable<Boolean> condition) {
    answer(limit, description, () -> condition.call() ? Optional.of(true) : Optional.empty());
  }
}
