// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.guard.PluginLimits;
import io.drawbridge.guard.Waiting;
import io.drawbridge.loop.Deadline;
import io.drawbridge.settings.TimeoutSettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A crowd from one address, whose credentials take an authority's time, shuts nobody else out. */
class CrowdTest extends AuthenticatorsFixture {
  private static final int CROWD = 250;

  private static Peer from(String address) {
    try {
      return new Peer(InetAddress.getByName(address), 1, "ci", true);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void clientsBesideACrowdOfOneSourceAreAllLetIn() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    AtomicInteger held = new AtomicInteger();
    order(
        PluginLimits.of(TimeoutSettings.STANDARD.authentication()),
        (presented, _) -> {
          if (presented.token().orElseThrow().reveal().startsWith("CANARY-nonsense")) {
            held.incrementAndGet();
            hold.await();
          }
          return verified("s");
        });
    List<Thread> crowd = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      Credentials nonsense = Credentials.of(Secret.of("CANARY-nonsense-" + i));
      crowd.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    try {
                      all.authenticate(
                          nonsense, from("192.0.2.1"), Deadline.after(Duration.ofSeconds(20)));
                    } catch (InterruptedException _) {
                      Thread.currentThread().interrupt();
                    }
                  }));
    }
    Waiting.until("the crowd has all the threads that it may have", () -> held.get() == 24);
    for (int i = 0; i < 15; i++) {
      Peer honest = from("192.0.2." + (2 + i));
      assertInstanceOf(
          Verdict.Verified.class,
          all.authenticate(TOKEN, honest, Deadline.after(Duration.ofSeconds(10))));
    }
    assertEquals(24, held.get());
    hold.countDown();
    for (Thread each : crowd) {
      each.join();
    }
  }
}
