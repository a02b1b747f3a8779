// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.guard.Waiting;
import io.drawbridge.liveness.LivenessPolls;
import io.drawbridge.liveness.LivenessPolls.Watch;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.settings.LivenessSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class AuthenticatorsTest extends AuthenticatorsFixture {
  @Test
  void notMinePassesOnAndVerifiedEndsTheSearch() throws Exception {
    AtomicBoolean third = new AtomicBoolean();
    order(
        (_, _) -> NOT_MINE,
        (_, _) -> verified("s"),
        (_, _) -> {
          third.set(true);
          return NOT_MINE;
        });
    Verdict.Verified verdict = assertInstanceOf(Verdict.Verified.class, ask());
    assertEquals("a1", verdict.authenticator());
    assertEquals("issuer|s", verdict.identity().principal());
    assertSame(Liveness.UNTRACKED, verdict.liveness());
    assertFalse(third.get());
  }

  @Test
  void rejectedEndsTheSearch() throws Exception {
    order((_, _) -> rejected(), (_, _) -> verified("s"));
    Verdict.Rejected verdict = assertInstanceOf(Verdict.Rejected.class, ask());
    assertEquals(Authentication.Reason.EXPIRED, verdict.reason());
    assertEquals("it expired", verdict.explanation());
    assertEquals(Claims.of(Map.of("sub", "x")), verdict.claimed());
  }

  @Test
  void noCredentialsAndUnknownCredentialsAreToldApart() throws Exception {
    order((_, _) -> NOT_MINE);
    assertTrue(
        assertInstanceOf(Verdict.Unknown.class, ask(Credentials.NONE))
            .explanation()
            .contains("Proxy-Authorization"));
    assertEquals(0, calls.get());
    assertFalse(assertInstanceOf(Verdict.Unknown.class, ask()).explanation().isEmpty());
    assertEquals(1, calls.get());
  }

  @Test
  void troubleDecidesOnlyIfNobodyVerified() throws Exception {
    order(throwing(), (_, _) -> verified("s"));
    assertInstanceOf(Verdict.Verified.class, ask());
    order((_, _) -> new Authentication.Unavailable("keys\ncannot be had"), (_, _) -> NOT_MINE);
    assertEquals("keys cannot be had", ((Verdict.Unavailable) ask()).explanation());
    order(throwing(), (_, _) -> rejected());
    assertInstanceOf(Verdict.Unavailable.class, ask());
  }

  @Test
  void explanationsAreMaskedAndBounded() throws Exception {
    order(
        (_, _) -> new Authentication.Unavailable("see glpat-CANARYCANARY0001 " + "x".repeat(999)));
    String explanation = ((Verdict.Unavailable) ask()).explanation();
    assertFalse(explanation.contains("CANARY"));
    assertTrue(explanation.length() <= 301);
  }

  @Test
  void verifiedIsRememberedAsLongAsThePluginAllows() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    order(
        (_, _) -> NOT_MINE,
        (_, _) -> {
          asked.incrementAndGet();
          return verified("s", key("k"), Duration.ofSeconds(60), Instant.MAX);
        });
    Verdict.Verified first = (Verdict.Verified) ask();
    int before = calls.get();
    Verdict.Verified again = (Verdict.Verified) ask();
    assertSame(first.liveness(), again.liveness(), "the same credentials have the same liveness");
    assertEquals(before, calls.get(), "no plugin was called");
    ticker.advance(Duration.ofSeconds(60));
    assertNotSame(first.liveness(), ((Verdict.Verified) ask()).liveness());
    assertEquals(2, asked.get());
  }

  @Test
  void rememberingNeverGoesPastTheExpiryOrTenMinutes() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Instant[] expiry = {Instant.EPOCH.plusSeconds(30)};
    order(
        (_, _) -> {
          asked.incrementAndGet();
          return verified("s", Liveness.UNTRACKED, Duration.ofDays(1), expiry[0]);
        });
    ask();
    now.set(Instant.EPOCH.plusSeconds(29));
    ask();
    assertEquals(1, asked.get());
    now.set(Instant.EPOCH.plusSeconds(30));
    expiry[0] = Instant.MAX;
    ask();
    assertEquals(2, asked.get());
    ticker.advance(Duration.ofMinutes(10).minusNanos(1));
    ask();
    assertEquals(2, asked.get());
    ticker.advance(Duration.ofNanos(1));
    ask();
    assertEquals(3, asked.get());
  }

  @Test
  void zeroReuseIsNotRemembered() throws Exception {
    order((_, _) -> verified("s"));
    ask();
    assertEquals(0, all.rememberedCount());
    ask();
    assertEquals(2, calls.get());
  }

  @Test
  void everythingPresentedCounts() throws Exception {
    order(
        reading(
            Set.of("job", "bob"),
            (_, _) -> verified("s", Liveness.UNTRACKED, Duration.ofMinutes(1), Instant.MAX)));
    List<Credentials> different =
        List.of(
            TOKEN,
            Credentials.of(Secret.of("other")),
            TOKEN.withCompanion("job", Secret.of("a")),
            TOKEN.withCompanion("job", Secret.of("b")),
            TOKEN.withCompanion("bob", Secret.of("a")),
            TOKEN.withCompanion("job", Secret.of("a")).withCompanion("bob", Secret.of("a")),
            Credentials.NONE.withCompanion("job", Secret.of("a")));
    for (Credentials one : different) {
      ask(one);
    }
    assertEquals(different.size(), calls.get());
    assertEquals(different.size(), all.rememberedCount());
    ask(TOKEN.withCompanion("bob", Secret.of("a")).withCompanion("job", Secret.of("a")));
    assertEquals(different.size(), calls.get(), "the order of companions does not matter");
  }

  @Test
  void aCompanionThatNobodyReadsIsRefusedAndRemembersNothing() throws Exception {
    order(
        reading(
            Set.of("job"),
            (_, _) -> verified("s", Liveness.UNTRACKED, Duration.ofMinutes(1), Instant.MAX)));
    for (int i = 0; i < 3; i++) {
      Credentials varied = TOKEN.withCompanion("other", Secret.of("CANARY-" + i));
      Verdict.Rejected refused = assertInstanceOf(Verdict.Rejected.class, ask(varied));
      assertEquals("auth.a0 takes no companion other; do not send it", refused.explanation());
    }
    assertEquals(0, all.rememberedCount());
    assertInstanceOf(
        Verdict.Verified.class, ask(TOKEN.withCompanion("job", Secret.of("CANARY-own"))));
  }

  @Test
  void onePrincipalCannotPushTheOthersOutOfTheMemory() throws Exception {
    order(
        reading(
            Set.of("job"),
            (presented, _) ->
                verified(
                    presented.companion("job").isPresent() ? "greedy" : "modest",
                    Liveness.UNTRACKED,
                    Duration.ofMinutes(1),
                    Instant.MAX)));
    ask();
    for (int i = 0; i < VerifiedMemory.MAX_OF_PRINCIPAL + 5; i++) {
      ask(TOKEN.withCompanion("job", Secret.of("CANARY-" + i)));
    }
    assertEquals(VerifiedMemory.MAX_OF_PRINCIPAL + 1, all.rememberedCount());
    int before = calls.get();
    ask();
    assertEquals(before, calls.get(), "the other one is remembered still");
    ask(TOKEN.withCompanion("job", Secret.of("CANARY-0")));
    assertEquals(before + 1, calls.get(), "its own oldest is not");
  }

  @Test
  void atMostTenThousandAreRemembered() {
    VerifiedMemory memory = new VerifiedMemory(now::get, ticker);
    for (int i = 0; i <= VerifiedMemory.MAX_ENTRIES; i++) {
      Identity who = new Identity("i", "s" + i % 100, Claims.NONE, Map.of(), Instant.MAX);
      Verdict.Verified verdict =
          new Verdict.Verified("a", who, Liveness.UNTRACKED, Duration.ofMinutes(1));
      Credentials one = Credentials.of(Secret.of("t" + i));
      memory.put(memory.key(one, PEER, "a"), verdict, ticker.getAsLong());
      memory.find(memory.key(Credentials.of(Secret.of("t0")), PEER, "a"));
    }
    assertEquals(VerifiedMemory.MAX_ENTRIES, memory.size());
    assertTrue(memory.find(memory.key(Credentials.of(Secret.of("t0")), PEER, "a")).isPresent());
    assertTrue(memory.find(memory.key(Credentials.of(Secret.of("t1")), PEER, "a")).isEmpty());
    assertTrue(memory.find(memory.key(Credentials.of(Secret.of("t0")), PEER, "b")).isEmpty());
    assertTrue(
        new VerifiedMemory(now::get, ticker)
            .find(memory.key(Credentials.of(Secret.of("t0")), PEER, "a"))
            .isEmpty());
  }

  @Test
  void closingWaitsForTheLastCall() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicBoolean closed = new AtomicBoolean();
    order(
        new Authenticator() {
          @Override
          public Authentication authenticate(Credentials presented, Peer peer)
              throws InterruptedException {
            inside.countDown();
            release.await();
            assertFalse(closed.get());
            return NOT_MINE;
          }

          @Override
          public void close() {
            closed.set(true);
          }
        });
    AtomicReference<Verdict> verdict = new AtomicReference<>();
    Thread session =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    verdict.set(ask());
                  } catch (InterruptedException _) {
                    // The verdict stays null, which fails below.
                  }
                });
    inside.await();
    all.close();
    assertFalse(closed.get());
    release.countDown();
    session.join();
    assertInstanceOf(Verdict.Unknown.class, verdict.get());
    Waiting.until("it is closed", closed::get);
    assertInstanceOf(Verdict.Unavailable.class, ask());
  }

  @Test
  void closingWaitsForTheLastTunnelThatIsWatchedWithItsLiveness() throws Exception {
    AtomicBoolean closed = new AtomicBoolean();
    AtomicReference<ClassLoader> context = new AtomicReference<>();
    Liveness job =
        new Liveness() {
          @Override
          public String key() {
            return "k";
          }

          @Override
          public State check() {
            context.set(Thread.currentThread().getContextClassLoader());
            return State.RUNNING;
          }
        };
    order(
        new Authenticator() {
          @Override
          public Authentication authenticate(Credentials presented, Peer peer) {
            return verified("s", job, Duration.ZERO, Instant.MAX);
          }

          @Override
          public void close() {
            closed.set(true);
          }
        });
    Verdict.Verified verdict = (Verdict.Verified) ask();
    Deadline soon = Deadline.after(Duration.ofSeconds(5));
    try (LivenessPolls polls = new LivenessPolls(LivenessSettings.STANDARD, (_, _) -> {})) {
      assertEquals(Liveness.State.RUNNING, polls.first("a0", "p", verdict.liveness(), soon));
      assertSame(ClassLoader.getPlatformClassLoader(), context.get());
      Watch watch = polls.watch("a0", verdict.liveness(), _ -> {});
      all.close();
      Waiting.until("nobody else holds it", () -> polls.open() == 0);
      assertFalse(closed.get());
      assertInstanceOf(Verdict.Verified.class, ask(), "a tunnel holds it open");
      watch.close();
      Waiting.until("it is closed", closed::get);
      List<CloseReason> told = new ArrayList<>();
      polls.watch("a0", verdict.liveness(), told::add);
      assertEquals(List.of(CloseReason.AUTHORITY_LOST), told);
    }
  }
}
