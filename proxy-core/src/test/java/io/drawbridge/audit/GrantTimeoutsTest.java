// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.guard.WatchedThread;
import io.drawbridge.loop.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No grant waits for ever for a writer that hangs, and none is woken early. */
@Timeout(30)
class GrantTimeoutsTest {
  private static Entry grant(Duration patience) {
    return new Entry(Entry.Kind.GRANTED, new Body("granted", "s", "}"), Deadline.after(patience));
  }

  private static Thread watch() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("drawbridge-audit-timeouts"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoIsNotAnsweredIsGivenUpAtTheDeadline() throws Exception {
    try (GrantTimeouts timeouts = new GrantTimeouts()) {
      Entry entry = grant(Duration.ofMillis(100));
      long begin = System.nanoTime();
      assertFalse(timeouts.await(entry));
      assertTrue(System.nanoTime() - begin >= 100_000_000);
      assertTrue(entry.givenUp(), "nobody waits for it");
    }
  }

  @Test
  void alsoAfterItHasGoneToSleep() throws Exception {
    try (GrantTimeouts timeouts = new GrantTimeouts()) {
      while (!timeouts.resting()) {
        Thread.onSpinWait();
      }
      Entry entry = grant(Duration.ofMillis(50));
      long begin = System.nanoTime();
      assertFalse(timeouts.await(entry));
      long took = System.nanoTime() - begin;
      assertTrue(took < WatchedThread.LONGEST_REST.toNanos(), took + " ns: it slept on");
    }
  }

  @Test
  void whatTheWriterTookInTimeButDoesNotFinishIsNotWaitedForEither() throws Exception {
    try (GrantTimeouts timeouts = new GrantTimeouts()) {
      Entry entry = grant(Duration.ofMillis(50));
      assertFalse(entry.givenUp());
      assertFalse(timeouts.await(entry));
    }
  }

  @Test
  void theWritersAnswerComesThrough() throws Exception {
    try (GrantTimeouts timeouts = new GrantTimeouts()) {
      Entry entry = grant(Duration.ofHours(1));
      CountDownLatch about = new CountDownLatch(1);
      Thread.ofVirtual()
          .start(
              () -> {
                about.countDown();
                entry.settle(true);
              });
      about.await();
      assertTrue(timeouts.await(entry));
    }
  }

  @Test
  void closingItForsakesNobody() throws Exception {
    GrantTimeouts timeouts = new GrantTimeouts();
    Thread watch = watch();
    Entry entry = grant(Duration.ofMillis(200));
    Thread waiter = Thread.ofVirtual().start(() -> waitFor(timeouts, entry));
    while (waiter.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    timeouts.close();
    waiter.join();
    watch.join();
    assertTrue(entry.givenUp());
  }

  @Test
  void whoComesAfterTheEndDoesNotWait() throws Exception {
    GrantTimeouts timeouts = new GrantTimeouts();
    timeouts.close();
    assertFalse(timeouts.await(grant(Duration.ofHours(1))));
  }

  private static void waitFor(GrantTimeouts timeouts, Entry entry) {
    assertFalse(timeouts.await(entry));
  }
}
