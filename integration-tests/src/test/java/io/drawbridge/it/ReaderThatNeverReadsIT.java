// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.it.harness.Await;
import io.drawbridge.it.harness.Baseline;
import io.drawbridge.it.harness.Client;
import io.drawbridge.it.harness.Gateway;
import io.drawbridge.it.harness.Scene;
import io.drawbridge.it.peer.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that never read: the target is held back, memory stays flat, a timer frees them. */
class ReaderThatNeverReadsIT {
  private static final int READERS = 200;

  @TempDir Path directory;

  @Test
  void theTargetIsHeldBackAndOthersAreServed() throws Exception {
    try (Target flood = Target.flood();
        Target echo = Target.echo();
        Gateway gateway =
            Gateway.start(
                Scene.withSecret(directory, flood)
                    .target("echo", echo.port())
                    .rule("echo", "echo")
                    .limit("stalled", "\"4s\""))) {
      try (Client warm = gateway.tunnel("echo", Scene.TOKEN)) {
        warm.send("x").readByte();
      }
      Baseline before = gateway.baseline();
      long resident = gateway.residentBytes();
      List<Client> readers = new ArrayList<>();
      List<String> sessions = new ArrayList<>();
      try {
        for (int i = 0; i < READERS; i++) {
          Client reader = Client.plain("127.0.0.1", gateway.port(), 4096);
          readers.add(reader);
          sessions.add(reader.connectTo(Scene.TARGET, Scene.TOKEN).session());
        }
        heldBack(gateway);
        long grown = gateway.residentBytes() - resident;
        assertTrue(
            grown < READERS * 200L * 1024 + (64L << 20), "grew by " + (grown >> 20) + " MiB");
        othersAreServedAtOnce(gateway);
        for (String session : sessions) {
          assertEquals(
              "STALLED",
              gateway
                  .audit()
                  .await(
                      Duration.ofSeconds(15),
                      "the end of " + session,
                      e -> e.isClose() && e.session().equals(session))
                  .reason());
        }
      } finally {
        readers.forEach(Client::close);
      }
      gateway.assertBaseline(before);
    }
  }

  /** The quickest of a few: what the machine does besides is not the gateway's. */
  private static void othersAreServedAtOnce(Gateway gateway) throws IOException {
    long quickest = Long.MAX_VALUE;
    try (Client other = gateway.tunnel("echo", Scene.TOKEN)) {
      for (int i = 0; i < 10; i++) {
        long begin = System.nanoTime();
        assertEquals('x', other.send("x").readByte());
        quickest = Math.min(quickest, System.nanoTime() - begin);
      }
    }
    assertTrue(quickest < 50_000_000L, "others are served at once, not in " + quickest + " ns");
  }

  /** No more bytes move: what was under way fills the kernel's buffers and a little of ours. */
  private static void heldBack(Gateway gateway) {
    AtomicLong last = new AtomicLong(-1);
    AtomicLong since = new AtomicLong(System.nanoTime());
    Await.until(
        Duration.ofSeconds(20),
        () -> "the bytes relayed stop growing, at " + last,
        () -> {
          long now = (long) gateway.metrics().sum("drawbridge_bytes_total");
          if (now != last.getAndSet(now)) {
            since.set(System.nanoTime());
          }
          return now > 0 && System.nanoTime() - since.get() > 500_000_000L;
        });
  }
}
