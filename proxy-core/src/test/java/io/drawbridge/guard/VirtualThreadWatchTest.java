// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.guard;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Whether virtual threads run is known, whatever keeps them from it. */
class VirtualThreadWatchTest {
  @Test
  void saysThatVirtualThreadsDoNotRunAndThatTheyRunAgain() {
    AtomicBoolean over = new AtomicBoolean();
    try (VirtualThreadWatch watch = new VirtualThreadWatch()) {
      try {
        for (int i = 0; i < 2 * Runtime.getRuntime().availableProcessors(); i++) {
          Thread.ofVirtual().start(() -> spin(over));
        }
        Waiting.until("they do not run", () -> watch.problem().isPresent());
        String problem = watch.problem().orElseThrow();
        assertTrue(problem.startsWith("virtual threads have not run for "), problem);
      } finally {
        over.set(true);
      }
      Waiting.until("they run", () -> watch.problem().isEmpty());
    }
  }

  private static void spin(AtomicBoolean over) {
    while (!over.get()) {
      Thread.onSpinWait();
    }
  }
}
