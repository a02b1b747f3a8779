// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.testing.BusyCarriers;
import org.junit.jupiter.api.Test;

/** Whether virtual threads run is known, whatever keeps them from it. */
class VirtualThreadWatchTest {
  @Test
  void saysThatVirtualThreadsDoNotRunAndThatTheyRunAgain() {
    try (VirtualThreadWatch watch = new VirtualThreadWatch()) {
      try (BusyCarriers _ = new BusyCarriers()) {
        Waiting.until("they do not run", () -> watch.problem().isPresent());
        String problem = watch.problem().orElseThrow();
        assertTrue(problem.startsWith("virtual threads have not run for "), problem);
      }
      Waiting.until("they run", () -> watch.problem().isEmpty());
    }
  }
}
