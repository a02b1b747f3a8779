// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A thread that a promise hangs on: it survives its turns, and is seen when it does not turn. */
class WatchedThreadTest {
  @Test
  void whateverATurnThrowsTheNextOneComes() {
    AtomicInteger begun = new AtomicInteger();
    Throwable[] faults = {
      new OutOfMemoryError("unable to create native thread"),
      new StackOverflowError(),
      new IllegalStateException()
    };
    try (WatchedThread thread =
        WatchedThread.start(
            "test-turns",
            () -> {
              int turn = begun.getAndIncrement();
              if (turn < faults.length) {
                WatchedThreadTest.<RuntimeException>raise(faults[turn]);
              }
              return 1_000_000;
            })) {
      Waiting.until("it turns after three faults", () -> thread.turns() > 2);
      assertTrue(begun.get() - thread.turns() >= 3);
      assertFalse(thread.isDead());
      assertTrue(thread.problem(Duration.ofSeconds(5)).isEmpty());
    }
    assertEquals(0, Waiting.threads("test-turns"));
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> void raise(Throwable fault) throws T {
    throw (T) fault;
  }

  @Test
  void oneThatDoesNotComeBackFromItsTurnIsSeen() {
    CountDownLatch hold = new CountDownLatch(1);
    try (WatchedThread thread =
        WatchedThread.start(
            "test-held",
            () -> {
              try {
                hold.await();
              } catch (InterruptedException _) {
                return 0;
              }
              return 0;
            })) {
      Waiting.until(
          "it is late", () -> thread.problem(Duration.ofMillis(20)).orElse("").contains("held"));
      hold.countDown();
      Waiting.until("it turns", () -> thread.problem(Duration.ofSeconds(5)).isEmpty());
    }
  }
}
