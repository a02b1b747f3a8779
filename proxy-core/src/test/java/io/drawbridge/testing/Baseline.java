// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.testing;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.leg.LegBuffers;
import java.time.Duration;
import java.util.List;

/**
 * What a test found when it began, and must leave behind.
 *
 * @param sockets open sockets of this process
 * @param buffers leased buffers
 * @param threads the product's platform threads
 */
public record Baseline(long sockets, long buffers, long threads) {
  /** What is there now. */
  public static Baseline now() {
    return new Baseline(Sockets.open(), LegBuffers.outstanding(), ours().size());
  }

  /** Asserts that within 5 s nothing more is there than was. */
  public void assertBack() {
    boolean back =
        Sockets.await(
            () ->
                Sockets.open() <= sockets
                    && LegBuffers.outstanding() <= buffers
                    && ours().size() <= threads,
            Duration.ofSeconds(5));
    assertTrue(back, () -> "left behind: before " + this + ", now " + now() + " " + ours());
  }

  private static List<String> ours() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(Thread::isAlive)
        .map(Thread::getName)
        .filter(name -> name.startsWith("drawbridge-") || name.startsWith("plugin-"))
        .toList();
  }
}
