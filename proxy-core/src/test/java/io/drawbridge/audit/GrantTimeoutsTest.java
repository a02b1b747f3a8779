// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.loop.Deadline;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** No grant waits for ever for a writer that hangs, and none is woken early. */
@Timeout(30)
class GrantTimeoutsTest {
  private static Entry grant(Duration patience) {
    return new Entry(Entry.Kind.GRANTED, "s", "{}", Deadline.after(patience));
  }

  private static Thread watch() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("drawbridge-audit-timeouts"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whoIsNotAnsweredIsGivenUpAtTheDeadline() throws Exception {
    try (GrantTimeouts timeouts = GrantTimeouts.start()) {
      Entry entry = grant(Duration.ofMillis(100));
      long begin = System.nanoTime();
      assertFalse(timeouts.await(entry));
      assertTrue(System.nanoTime() - begin >= 100_000_000);
      assertFalse(entry.take(), "nobody waits for it");
    }
  }

  @Test
  void alsoAfterItHasGoneToSleep() throws Exception {
    try (GrantTimeouts timeouts = GrantTimeouts.start()) {
      Thread watch = watch();
      while (watch.getState() != Thread.State.WAITING) {
        Thread.onSpinWait();
      }
      assertFalse(timeouts.await(grant(Duration.ofMillis(50))));
    }
  }

  @Test
  void whatTheWriterTookInTimeButDoesNotFinishIsNotWaitedForEither() throws Exception {
    try (GrantTimeouts timeouts = GrantTimeouts.start()) {
      Entry entry = grant(Duration.ofMillis(50));
      assertTrue(entry.take());
      assertFalse(timeouts.await(entry));
    }
  }

  @Test
  void theWritersAnswerComesThrough() throws Exception {
    try (GrantTimeouts timeouts = GrantTimeouts.start()) {
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
    GrantTimeouts timeouts = GrantTimeouts.start();
    Thread watch = watch();
    Entry entry = grant(Duration.ofMillis(200));
    Thread waiter = Thread.ofVirtual().start(() -> waitFor(timeouts, entry));
    while (waiter.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    timeouts.close();
    waiter.join();
    watch.join();
    assertFalse(entry.take());
  }

  private static void waitFor(GrantTimeouts timeouts, Entry entry) {
    try {
      assertFalse(timeouts.await(entry));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
