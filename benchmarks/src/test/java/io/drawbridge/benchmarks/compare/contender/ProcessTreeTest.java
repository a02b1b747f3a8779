// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.benchmarks.compare.contender;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** CPU time is that of all threads, also of those that have ended, by either clock. */
@Timeout(60)
class ProcessTreeTest {
  private static final long TICK = 10_000_000;
  private static final long SOME = 20 * TICK;
  private static final ProcessHandle SELF = ProcessHandle.current();

  static Stream<CpuClock> clocks() {
    return Stream.of(CpuClock.precise().orElseThrow(), ProcessTree::statNanos);
  }

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

  @ParameterizedTest
  @MethodSource("clocks")
  void aThreadThatHasEndedIsCounted(CpuClock clock) throws Exception {
    ProcessTree tree = new ProcessTree(SELF, clock);
    long before = tree.cpuNanos();
    burn();
    long used = tree.cpuNanos() - before;
    assertTrue(used >= SOME - 2 * TICK, "less than the thread used: " + used);
  }

  @Test
  void bothClocksTellTheSame() throws Exception {
    CpuClock precise = CpuClock.precise().orElseThrow();
    long ticksBefore = ProcessTree.statNanos(SELF.pid());
    long between = precise.nanos(SELF.pid());
    burn();
    long inner = precise.nanos(SELF.pid()) - between;
    long outer = ProcessTree.statNanos(SELF.pid()) - ticksBefore;
    assertTrue(inner <= outer + 4 * TICK, inner + " is more than " + outer);
    assertTrue(precise.nanos(SELF.pid()) >= ProcessTree.statNanos(SELF.pid()) - 2 * TICK);
  }

  @Test
  void thePreciseClockIsFinerThanATick() throws IOException {
    CpuClock precise = CpuClock.precise().orElseThrow();
    long first = precise.nanos(SELF.pid());
    long second = first;
    while (second == first) {
      second = precise.nanos(SELF.pid());
    }
    assertTrue(first % TICK != 0 || second % TICK != 0, first + ", " + second);
    assertEquals(0, ProcessTree.statNanos(SELF.pid()) % TICK);
  }

  @Test
  void childrenAreCounted() throws Exception {
    Process child =
        new ProcessBuilder("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; read x")
            .start();
    try {
      ProcessTree all = new ProcessTree(SELF, CpuClock.precise().orElseThrow());
      ProcessTree childOnly = new ProcessTree(child.toHandle(), CpuClock.precise().orElseThrow());
      long childUsed = childOnly.cpuNanos();
      long selfUsed = CpuClock.precise().orElseThrow().nanos(SELF.pid());
      while (childOnly.cpuNanos() - childUsed < TICK) {
        Thread.onSpinWait();
      }
      assertTrue(all.cpuNanos() >= selfUsed + childUsed + TICK);
    } finally {
      child.destroyForcibly();
    }
  }
}
