// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Check;
import io.drawbridge.auth.Check.Outcome;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.loop.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** An explanation says what the decision would be, whatever a plugin does to it. */
class ExplainedTest extends AuthenticatorsFixture {
  /** What an authenticator does when it is to explain. */
  @FunctionalInterface
  private interface Explaining {
    Examination examine() throws InterruptedException;
  }

  private static Authenticator with(Authentication answer, Explaining explaining) {
    return new Authenticator() {
      @Override
      public Authentication authenticate(Credentials presented, Peer peer) {
        return answer;
      }

      @Override
      public Examination examine(Credentials presented, Peer peer) throws InterruptedException {
        return explaining.examine();
      }
    };
  }

  private static Authenticator telling(Authentication answer, String... details) {
    List<Check> checks = new ArrayList<>();
    for (String detail : details) {
      checks.add(new Check("check", Outcome.FAILED, detail));
    }
    return with(answer, () -> new Examination(answer, checks, List.of("do " + details[0])));
  }

  private Authenticators.Explained explain() throws InterruptedException {
    return explain(TOKEN);
  }

  private Authenticators.Explained explain(Credentials credentials) throws InterruptedException {
    return all.explain(credentials, PEER, Deadline.after(Duration.ofSeconds(20)));
  }

  @Test
  void tellsEachThatIsAskedInOrder() throws Exception {
    order(
        telling(NOT_MINE, "another issuer"),
        telling(rejected(), "too old"),
        telling(verified("s"), "never asked"));
    Authenticators.Explained explained = explain();
    assertInstanceOf(Verdict.Rejected.class, explained.verdict());
    assertEquals(
        List.of("a0", "a1"), explained.examined().stream().map(Examined::authenticator).toList());
    assertInstanceOf(Verdict.Unknown.class, explained.examined().getFirst().verdict());
    assertEquals("too old", explained.examined().getLast().checks().getFirst().detail());
    assertEquals(List.of("do too old"), explained.examined().getLast().next());
  }

  @Test
  void aCompanionsChecksStandUnderItsOwnName() throws Exception {
    companions.put("a0", List.of("a1"));
    order(telling(verified("s"), "main"), telling(rejected(), "companion"));
    Authenticators.Explained explained = explain(TOKEN.withCompanion("a1", Secret.of("second")));
    assertEquals("a1", ((Verdict.Rejected) explained.verdict()).authenticator());
    assertEquals("a1", explained.examined().getLast().authenticator());
    assertEquals("companion", explained.examined().getLast().checks().getFirst().detail());
    assertEquals(
        List.of(false, true), explained.examined().stream().map(Examined::companion).toList());
    assertEquals(Optional.empty(), explained.missing());
  }

  @Test
  void theCompanionThatIsMissingIsNamed() throws Exception {
    companions.put("a0", List.of("a1", "a2"));
    order(
        telling(verified("s"), "main"),
        telling(verified("s"), "first"),
        telling(verified("s"), "second"));
    assertEquals(Optional.of("a1"), explain().missing());
    Credentials one = TOKEN.withCompanion("a1", Secret.of("second"));
    assertEquals(Optional.of("a2"), explain(one).missing());
    assertEquals(Optional.empty(), explain(one.withCompanion("a2", Secret.of("third"))).missing());
    companions.clear();
    order(telling(verified("s"), "main"), telling(verified("s"), "not asked for"));
    assertInstanceOf(Verdict.Rejected.class, explain(one).verdict());
    assertEquals(Optional.empty(), explain(one).missing());
  }

  @Test
  void aFaultInTheExplanationIsANoteAndTheAnswerCounts() throws Exception {
    for (Explaining broken :
        List.<Explaining>of(
            () -> {
              throw new IllegalStateException("CANARY");
            },
            () -> {
              throw new LinkageError("CANARY");
            },
            () -> null,
            () -> new Examination(tooMuch(true), List.of(), List.of()))) {
      order(with(verified("s"), broken));
      Authenticators.Explained explained = explain();
      assertInstanceOf(Verdict.Verified.class, explained.verdict());
      Examined examined = explained.examined().getFirst();
      assertEquals(List.of(), examined.checks());
      assertTrue(examined.trouble().orElseThrow().startsWith("its checks cannot be shown: a0"));
    }
  }

  @Test
  void anExplanationThatHangsIsGivenUp() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    order(
        limits(4, 4, Duration.ofMillis(200)),
        with(
            rejected(),
            () -> {
              try {
                new CountDownLatch(1).await();
                throw new AssertionError("nobody counts it down");
              } finally {
                interrupted.countDown();
              }
            }));
    Authenticators.Explained explained = explain();
    assertInstanceOf(Verdict.Rejected.class, explained.verdict());
    assertTrue(explained.examined().getFirst().trouble().isPresent());
    interrupted.await();
  }

  @Test
  void nothingOfAnExplanationLetsAnybodyIn() throws Exception {
    Authentication good = verified("s", key("k"), Duration.ofMinutes(1), Instant.MAX);
    order(with(rejected(), () -> Examination.of(good)));
    assertInstanceOf(Verdict.Verified.class, explain().verdict());
    assertEquals(0, all.rememberedCount());
    assertInstanceOf(Verdict.Rejected.class, ask());
  }

  @Test
  void whatAPluginSaysIsMaskedAndBounded() throws Exception {
    String[] many = new String[300];
    java.util.Arrays.fill(many, "see glpat-CANARYCANARY0001\n" + "x".repeat(999));
    order(telling(rejected(), many));
    Examined examined = explain().examined().getFirst();
    assertEquals(100, examined.checks().size());
    for (Check check : examined.checks()) {
      assertFalse(check.detail().contains("CANARY") || check.detail().contains("\n"));
      assertTrue(check.detail().length() <= 301);
    }
    assertFalse(examined.next().getFirst().contains("CANARY"));
  }
}
