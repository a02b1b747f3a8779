// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Peer;
import io.drawbridge.guard.Waiting;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who could let nobody in says so before the first job comes. */
class TroublesTest extends AuthenticatorsFixture {
  private final AtomicReference<String> why = new AtomicReference<>("no keys; Bearer CANARYCANARY");

  private interface Trouble {
    Optional<String> now() throws InterruptedException;
  }

  private static Authenticator troubled(Trouble trouble) {
    return new Authenticator() {
      @Override
      public Authentication authenticate(Credentials presented, Peer peer) {
        return verified("s");
      }

      @Override
      public Optional<String> trouble() throws InterruptedException {
        return trouble.now();
      }
    };
  }

  @Test
  void whereNoneCouldLetAnybodyInThatIsAProblemUntilItIsOver() {
    order(troubled(() -> Optional.ofNullable(why.get())));
    all.watchTroubles();
    Waiting.until("the trouble is known", () -> !all.problems().isEmpty());
    assertEquals(List.of("auth.a0: no keys; ***"), all.problems());
    ticker.advance(Duration.ofSeconds(10));
    Waiting.until("it is told", () -> !lines.isEmpty());
    why.set(null);
    Waiting.until("it is over", () -> all.problems().isEmpty());
    assertEquals(List.of("a0: no keys; ***", "a0: this is over: no keys; ***"), lines);
    assertEquals(List.of(System.Logger.Level.ERROR, System.Logger.Level.INFO), levels);
  }

  @Test
  void whatPassesWithinTenSecondsAsTheFirstFetchOfKeysIsNotLogged() {
    order(troubled(() -> Optional.ofNullable(why.get())));
    all.watchTroubles();
    Waiting.until("the trouble is known", () -> !all.problems().isEmpty());
    ticker.advance(Duration.ofMillis(9_999));
    why.set("still no keys");
    Waiting.until("another look", () -> all.problems().toString().contains("still"));
    why.set(null);
    Waiting.until("it is over", () -> all.problems().isEmpty());
    assertEquals(List.of(), lines);
  }

  @Test
  void oneThatDoesNotAnswerAnyMoreIsInTheTroubleThatItToldOf() {
    AtomicInteger asked = new AtomicInteger();
    order(
        troubled(
            () -> {
              if (asked.getAndIncrement() > 0) {
                throw new IllegalStateException("CANARY");
              }
              return Optional.of("no keys");
            }));
    all.watchTroubles();
    Waiting.until("it was asked again and again", () -> asked.get() > 2);
    assertEquals(List.of("auth.a0: no keys"), all.problems());
  }

  @Test
  void whereAnotherOneCanLetJobsInItIsNoProblem() {
    order(troubled(() -> Optional.of("no keys")), troubled(Optional::empty));
    all.watchTroubles();
    Waiting.until(
        "the trouble is told",
        () -> {
          ticker.advance(Duration.ofSeconds(10));
          return !lines.isEmpty();
        });
    assertEquals(List.of(), all.problems());
  }

  @Test
  void oneThatHangsOrThrowsHoldsNobodyUpAndStaysOutOfQuarantine() throws Exception {
    CountDownLatch hold = new CountDownLatch(1);
    order(
        troubled(
            () -> {
              hold.await();
              throw new IllegalStateException("CANARY");
            }));
    all.watchTroubles();
    assertInstanceOf(Verdict.Verified.class, ask());
    hold.countDown();
    assertInstanceOf(Verdict.Verified.class, ask());
    assertEquals(List.of(), all.quarantined());
    assertEquals(List.of(), all.problems());
  }
}
