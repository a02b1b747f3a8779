// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.ContractEnvironment;
import io.drawbridge.auth.ContractIssuer;
import io.drawbridge.auth.jwt.KeySet.Lookup;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An issuer that takes its time costs those whose keys are known as good as none of theirs. */
class SlowIssuerTest {
  private final ContractEnvironment environment = ContractEnvironment.offline(Tokens.NOW);
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile CountDownLatch hold = new CountDownLatch(0);
  private volatile boolean down;
  private final KeySet keys = Tokens.keySet(this::fetch, environment);

  private byte[] fetch() throws IOException, InterruptedException {
    fetches.incrementAndGet();
    hold.await();
    if (down) {
      throw new IOException("connection refused");
    }
    return ContractIssuer.set(Tokens.KEY).getBytes(StandardCharsets.UTF_8);
  }

  @BeforeEach
  void know() throws Exception {
    assertInstanceOf(Lookup.Found.class, keys.find("first"));
  }

  @AfterEach
  void close() {
    keys.close();
  }

  @Test
  void inventedNamesDoNotTakeAllThreads() throws Exception {
    hold = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(24);
    try (ExecutorService threads = Executors.newFixedThreadPool(40)) {
      List<Future<Lookup>> invented = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        String kid = "invented-" + i;
        invented.add(
            threads.submit(
                () -> {
                  Lookup lookup = keys.find(kid);
                  answered.countDown();
                  return lookup;
                }));
      }
      assertTrue(answered.await(1_500, TimeUnit.MILLISECONDS), "all 40 wait for the issuer");
      assertInstanceOf(Lookup.Found.class, keys.find("first"));
      hold.countDown();
      for (Future<Lookup> each : invented) {
        Lookup lookup = each.get(10, TimeUnit.SECONDS);
        assertTrue(!(lookup instanceof Lookup.Found), "found an invented key");
      }
    }
    assertEquals(2, fetches.get());
  }

  @Test
  void anUnknownNameDuringALateRefreshIsAnsweredInTime() {
    hold = new CountDownLatch(1);
    environment.turn(Duration.ofMinutes(11));
    assertTimeoutPreemptively(
        Duration.ofMillis(2_700),
        () -> assertInstanceOf(Lookup.Unavailable.class, keys.find("second")));
  }

  @Test
  void knownKeysDoNotWaitAgainAfterARefreshThatFailed() throws Exception {
    down = true;
    environment.turn(Duration.ofMinutes(11));
    assertInstanceOf(Lookup.Found.class, keys.find("first"));
    hold = new CountDownLatch(1);
    environment.turn(Duration.ofSeconds(1));
    assertTimeoutPreemptively(
        Duration.ofMillis(800), () -> assertInstanceOf(Lookup.Found.class, keys.find("first")));
  }

  @Test
  void aClockThatWasTurnedBackKeepsNoKeyForLonger() throws Exception {
    environment.set(Tokens.NOW.minus(Duration.ofDays(30)));
    assertInstanceOf(Lookup.Found.class, keys.find("first"));
    assertEquals(2, fetches.get());
    assertInstanceOf(Lookup.Found.class, keys.find("first"));
    assertEquals(2, fetches.get());
  }
}
