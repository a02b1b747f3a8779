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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class KeySetTest {
  private static final String GOOD = ContractIssuer.set(Tokens.KEY);

  private final ContractEnvironment environment = ContractEnvironment.offline(Tokens.NOW);
  private final AtomicInteger fetches = new AtomicInteger();

  /** What the issuer answers now; {@code null} when it is down. */
  private final AtomicReference<String> answer = new AtomicReference<>(GOOD);

  private final KeySet keys = Tokens.keySet(this::fetch, environment);

  private byte[] fetch() throws IOException {
    fetches.incrementAndGet();
    String document = answer.get();
    if (document == null) {
      throw new IOException("connection refused");
    }
    return document.getBytes(StandardCharsets.UTF_8);
  }

  private void assertFound(String kid) throws Exception {
    assertInstanceOf(Lookup.Found.class, keys.find(kid));
  }

  private void assertMissing(String kid) throws Exception {
    assertInstanceOf(Lookup.Missing.class, keys.find(kid));
  }

  private String assertUnavailable(String kid) throws Exception {
    return assertInstanceOf(Lookup.Unavailable.class, keys.find(kid)).explanation();
  }

  @Test
  void fetchesOnceWithinTheTimeToLive() throws Exception {
    for (int i = 0; i < 100; i++) {
      assertFound("first");
    }
    environment.turn(Duration.ofMinutes(7));
    assertFound("first");
    assertEquals(1, fetches.get());
    environment.turn(Duration.ofMinutes(3));
    assertFound("first");
    assertEquals(2, fetches.get());
  }

  @Test
  void acceptsANewKeyInTheSameRequest() throws Exception {
    assertFound("first");
    answer.set(ContractIssuer.set(Tokens.KEY, Tokens.SECOND));
    assertFound("second");
    assertFound("first");
    assertEquals(2, fetches.get());
  }

  @Test
  void dropsAWithdrawnKeyWithTheNextFetch() throws Exception {
    assertFound("first");
    answer.set(ContractIssuer.set(Tokens.SECOND));
    assertFound("second");
    assertMissing("first");
  }

  @Test
  void fetchesOnceInHalfAMinuteHoweverManyNamesAreInvented() throws Exception {
    assertFound("first");
    for (int i = 0; i < 10_000; i++) {
      assertMissing("invented-" + i);
    }
    assertEquals(2, fetches.get());
    environment.turn(Duration.ofSeconds(29));
    assertMissing("invented");
    assertEquals(2, fetches.get());
    assertFound("first");
    environment.turn(Duration.ofSeconds(1));
    assertMissing("invented");
    assertEquals(3, fetches.get());
  }

  @Test
  void aNameOfTwoKeysIsToldOnceAndShutsOutNobodyElse() throws Exception {
    answer.set(ContractIssuer.set(Tokens.KEY, Tokens.SECOND, Tokens.KEY.named("second")));
    assertFound("first");
    String explanation = assertInstanceOf(Lookup.Missing.class, keys.find("second")).explanation();
    assertTrue(explanation.contains("two different keys of this name"), explanation);
    environment.turn(Duration.ofMinutes(11));
    assertFound("first");
    assertEquals(
        1,
        environment.lines().stream()
            .filter(line -> line.startsWith("WARNING") && line.contains("second"))
            .count());
  }

  @Test
  void oneFetchServesAllWhoWait() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    AtomicInteger slow = new AtomicInteger();
    KeySource source =
        () -> {
          slow.incrementAndGet();
          asked.countDown();
          go.await();
          return GOOD.getBytes(StandardCharsets.UTF_8);
        };
    try (KeySet shared = Tokens.keySet(source, environment);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Lookup>> waiting = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        waiting.add(threads.submit(() -> shared.find("first")));
      }
      assertTrue(asked.await(10, TimeUnit.SECONDS));
      go.countDown();
      for (Future<Lookup> each : waiting) {
        assertInstanceOf(Lookup.Found.class, each.get(10, TimeUnit.SECONDS));
      }
      assertEquals(1, slow.get());
    }
  }

  @Test
  void answersInTimeWhenTheIssuerDoesNot() throws Exception {
    AtomicReference<CountDownLatch> hold = new AtomicReference<>(new CountDownLatch(1));
    KeySource source =
        () -> {
          hold.get().await();
          return GOOD.getBytes(StandardCharsets.UTF_8);
        };
    try (KeySet slow = Tokens.keySet(source, environment)) {
      assertTimeoutPreemptively(
          Duration.ofMillis(2_900),
          () -> assertInstanceOf(Lookup.Unavailable.class, slow.find("first")));
      hold.get().countDown();
      assertInstanceOf(Lookup.Found.class, slow.find("first"));
      hold.set(new CountDownLatch(1));
      assertTimeoutPreemptively(
          Duration.ofMillis(2_900),
          () -> assertInstanceOf(Lookup.Unavailable.class, slow.find("second")));
      environment.turn(Duration.ofMinutes(11));
      assertTimeoutPreemptively(
          Duration.ofMillis(2_900), () -> assertInstanceOf(Lookup.Found.class, slow.find("first")));
    }
  }

  @Test
  void servesAnHourThroughAnOutageAndNoLonger() throws Exception {
    assertFound("first");
    answer.set(null);
    environment.turn(Duration.ofMinutes(11));
    assertFound("first");
    environment.turn(Duration.ofMinutes(49));
    assertFound("first");
    environment.turn(Duration.ofSeconds(1));
    String explanation = assertUnavailable("first");
    assertTrue(explanation.contains("connection refused"), explanation);
    answer.set(GOOD);
    environment.turn(Duration.ofSeconds(30));
    assertFound("first");
    assertTrue(environment.lines().getLast().startsWith("INFO"), "the end of it is not told");
  }

  @Test
  void cannotTellOfAnUnknownKeyDuringAnOutage() throws Exception {
    assertFound("first");
    answer.set(null);
    assertUnavailable("second");
    assertUnavailable("second");
    assertEquals(2, fetches.get());
    assertFound("first");
  }

  @Test
  void triesAgainLaterAndLaterWhenItNeverHadKeys() throws Exception {
    answer.set(null);
    assertUnavailable("first");
    assertUnavailable("first");
    assertEquals(1, fetches.get());
    for (int seconds : new int[] {1, 2, 4, 8, 16, 30, 30, 30}) {
      environment.turn(Duration.ofMillis(seconds * 1_000L - 1));
      int before = fetches.get();
      assertUnavailable("first");
      assertEquals(before, fetches.get());
      environment.turn(Duration.ofMillis(1));
      assertUnavailable("first");
      assertEquals(before + 1, fetches.get());
    }
    answer.set(GOOD);
    environment.turn(Duration.ofSeconds(30));
    assertFound("first");
  }

  @Test
  void neverReplacesAGoodSetByOneItCannotUse() throws Exception {
    assertFound("first");
    for (String bad : PublicKeysTest.unusableSets()) {
      answer.set(bad);
      environment.turn(Duration.ofSeconds(30));
      int before = fetches.get();
      assertUnavailable("second");
      assertEquals(before + 1, fetches.get(), "was not asked again");
      assertFound("first");
    }
    assertEquals(
        PublicKeysTest.unusableSets().size(),
        environment.lines().stream().filter(line -> line.startsWith("WARNING")).count());
  }

  @Test
  void endsAFetchUnderWayWhenItIsClosed() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    KeySet hanging =
        Tokens.keySet(
            () -> {
              asked.countDown();
              try {
                new CountDownLatch(1).await();
                return new byte[0];
              } finally {
                ended.countDown();
              }
            },
            environment);
    hanging.prime();
    assertTrue(asked.await(10, TimeUnit.SECONDS));
    hanging.close();
    assertTrue(ended.await(10, TimeUnit.SECONDS));
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> assertInstanceOf(Lookup.Unavailable.class, hanging.find("first")));
  }
}
