// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Only an unbroken row of returns without a reason counts as spinning. */
class SpinGuardTest {
  @Test
  void oneGoodReasonStartsTheCountAnew() {
    LoopSelector.SpinGuard guard = new LoopSelector.SpinGuard();
    for (int i = 0; i < LoopSelector.SpinGuard.THRESHOLD; i++) {
      assertFalse(guard.returned(false));
    }
    assertFalse(guard.returned(true));
    for (int i = 0; i < LoopSelector.SpinGuard.THRESHOLD; i++) {
      assertFalse(guard.returned(false));
    }
    assertTrue(guard.returned(false));
    assertFalse(guard.returned(false));
  }

  @Test
  void anInterruptIsNoReasonToSpin() throws Exception {
    List<Throwable> faults = new CopyOnWriteArrayList<>();
    try (EventLoop loop = EventLoop.start("interrupted", faults::add, InstantSource.system())) {
      CountDownLatch later = new CountDownLatch(1);
      loop.execute(
          () -> {
            Thread.currentThread().interrupt();
            loop.schedule(Deadline.after(Duration.ofMillis(500)), later::countDown);
          });
      assertTrue(later.await(20, TimeUnit.SECONDS));
    }
    assertEquals(List.of(), faults);
  }
}
