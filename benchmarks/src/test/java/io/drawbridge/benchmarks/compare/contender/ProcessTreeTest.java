// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CPU time is that of all threads, also of those that have ended. */
@Timeout(60)
class ProcessTreeTest {
  private static final long TICK = 10_000_000;
  private static final long SOME = 20 * TICK;
  private static final ProcessHandle SELF = ProcessHandle.current();

  /** Computes until the thread has used so much; returns when the thread has ended. */
  private static void burn() throws InterruptedException {
    Thread thread =
        Thread.ofPlatform()
            .start(
                () -> {
                  var self = java.lang.management.ManagementFactory.getThreadMXBean();
                  while (self.getCurrentThreadCpuTime() < SOME) {
                    Thread.onSpinWait();
                  }
                });
    thread.join();
  }

  @Test
  void aThreadThatHasEndedIsCounted() throws Exception {
    ProcessTree tree = new ProcessTree(SELF);
    long before = tree.cpuNanos();
    burn();
    long used = tree.cpuNanos() - before;
    assertTrue(used >= SOME - 2 * TICK, "less than the thread used: " + used);
  }

  @Test
  void theClockIsFinerThanATick() throws IOException {
    long first = ProcessTree.cpuNanos(SELF.pid());
    long second = first;
    while (second == first) {
      second = ProcessTree.cpuNanos(SELF.pid());
    }
    assertTrue(first % TICK != 0 || second % TICK != 0, first + ", " + second);
  }

  @Test
  void aProcessThatIsGoneHasNoClock() throws Exception {
    Process gone = new ProcessBuilder("true").start();
    gone.waitFor();
    assertThrows(IOException.class, () -> ProcessTree.cpuNanos(gone.pid()));
  }

  @Test
  void childrenAreCounted() throws Exception {
    Process child =
        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; read x")
            .start();
    try {
      ProcessTree all = new ProcessTree(SELF);
      ProcessTree childOnly = new ProcessTree(child.toHandle());
      long childUsed = childOnly.cpuNanos();
      long selfUsed = ProcessTree.cpuNanos(SELF.pid());
      while (childOnly.cpuNanos() - childUsed < TICK) {
        Thread.onSpinWait();
      }
      assertTrue(all.cpuNanos() >= selfUsed + childUsed + TICK);
    } finally {
      child.destroyForcibly();
    }
  }
}
