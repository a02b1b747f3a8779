// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Peer;
import io.drawbridge.guard.Waiting;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
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
    Waiting.until("it is told", () -> !lines.isEmpty());
    assertTrue(lines.getFirst().startsWith("a0: no keys"), lines::getFirst);
    why.set(null);
    Waiting.until("it is over", () -> all.problems().isEmpty());
  }

  @Test
  void whereAnotherOneCanLetJobsInItIsNoProblem() {
    order(troubled(() -> Optional.of("no keys")), troubled(Optional::empty));
    all.watchTroubles();
    Waiting.until("the trouble is told", () -> !lines.isEmpty());
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
