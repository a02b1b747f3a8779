// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Claims.Value.Absent;
import io.drawbridge.auth.Claims.Value.Scalar;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Secret;
import io.drawbridge.liveness.TrackedLiveness;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several credentials at once: here a0 is a role, which needs the job's credential of a1. */
class CompanionsTest extends AuthenticatorsFixture {
  private static final Secret JOB = Secret.of("CANARY-job");
  private static final Credentials BOTH = TOKEN.withCompanion("a1", JOB);
  private static final Instant ROLE_END = Instant.EPOCH.plusSeconds(3_600);
  private static final Instant JOB_END = Instant.EPOCH.plusSeconds(600);

  private final AtomicReference<Liveness.State> fate =
      new AtomicReference<>(Liveness.State.RUNNING);
  private final AtomicReference<Credentials> seen = new AtomicReference<>();
  private final AtomicReference<Authentication> job = new AtomicReference<>(job(Duration.ZERO));

  private static Authentication role(Liveness liveness, Duration reuse) {
    return new Authentication.Verified(
        new Identity(
            "aws",
            "role",
            Claims.of(Map.of("role", "ci", "a1.forged", "x", "a1.project_id", "1")),
            Map.of("role", "ci", "name", "r"),
            ROLE_END),
        liveness,
        reuse);
  }

  /** Runs as long as a test says so. */
  private Liveness fated(String key) {
    return new Liveness() {
      @Override
      public String key() {
        return key;
      }

      @Override
      public State check() {
        return fate.get();
      }
    };
  }

  private Authentication job(Duration reuse) {
    return job(reuse, fated("4217/302"));
  }

  private static Authentication job(Duration reuse, Liveness liveness) {
    return new Authentication.Verified(
        new Identity(
            "gitlab",
            "job",
            Claims.of(Map.of("project_id", 4217, "groups", List.of("a", "b"))),
            Map.of("job", "302", "name", "j"),
            JOB_END),
        liveness,
        reuse);
  }

  /** Knows only its own token, like a real one. */
  private Authenticator jobs() {
    return (presented, _) -> {
      if (!presented.token().equals(BOTH.companion("a1"))) {
        return NOT_MINE;
      }
      seen.set(presented);
      return job.get();
    };
  }

  private Authenticator roles(Authentication answer) {
    return (presented, _) -> presented.token().equals(TOKEN.token()) ? answer : NOT_MINE;
  }

  @BeforeEach
  void demand() {
    companions.put("a0", List.of("a1"));
  }

  @Test
  void theClaimsOfTheCompanionComeUnderItsName() throws Exception {
    order(roles(role(Liveness.UNTRACKED, Duration.ZERO)), jobs());
    var verified = assertInstanceOf(Verdict.Verified.class, ask(BOTH));
    Identity identity = verified.identity();
    assertEquals("a0", verified.authenticator());
    assertEquals("aws|role", identity.principal());
    assertEquals(new Scalar("ci"), identity.claims().get("role"));
    assertEquals(new Scalar("4217"), identity.claims().get("a1.project_id"));
    assertEquals(new Claims.Value.Many(List.of("a", "b")), identity.claims().get("a1.groups"));
    assertEquals(new Absent(), identity.claims().get("project_id"));
    assertEquals("302", identity.labels().get("job"));
    assertEquals("r", identity.labels().get("name"));
    assertEquals("j", identity.labels().get("a1.name"));
  }

  @Test
  void whatTheMainOneClaimsUnderThatNameDoesNotCount() throws Exception {
    order(roles(role(Liveness.UNTRACKED, Duration.ZERO)), jobs());
    var verified = assertInstanceOf(Verdict.Verified.class, ask(BOTH));
    assertEquals(new Absent(), verified.identity().claims().get("a1.forged"));
  }

  @Test
  void theJobsLivenessAndTheEarlierEndBecomeTheSessions() throws Exception {
    order(roles(role(Liveness.UNTRACKED, Duration.ZERO)), jobs());
    var verified = assertInstanceOf(Verdict.Verified.class, ask(BOTH));
    assertEquals("4217/302", verified.liveness().key());
    assertEquals(JOB_END, verified.identity().expiresAt());
  }

  @Test
  void whereBothAreTrackedEitherEndEndsTheSession() throws Exception {
    for (Liveness.State ended : List.of(Liveness.State.ENDING, Liveness.State.ENDED)) {
      fate.set(Liveness.State.RUNNING);
      order(roles(role(key("own"), Duration.ZERO)), jobs());
      var verified = assertInstanceOf(Verdict.Verified.class, ask(BOTH));
      assertEquals(List.of("own", "4217/302"), TrackedLiveness.jobs(verified.liveness()));
      assertEquals(Liveness.State.RUNNING, verified.liveness().check());
      fate.set(ended);
      assertEquals(ended, verified.liveness().check(), "the companion's job");
      fate.set(Liveness.State.UNKNOWN);
      assertEquals(Liveness.State.UNKNOWN, verified.liveness().check());
      job.set(job(Duration.ZERO, key("4217/302")));
      order(roles(role(fated("own"), Duration.ZERO)), jobs());
      verified = assertInstanceOf(Verdict.Verified.class, ask(BOTH));
      fate.set(ended);
      assertEquals(ended, verified.liveness().check(), "the main one");
      job.set(job(Duration.ZERO, fated("4217/302")));
    }
  }

  @Test
  void theCompanionIsShownToItsAuthenticatorAloneWithWhatBelongsToNobody() throws Exception {
    order(roles(role(Liveness.UNTRACKED, Duration.ZERO)), jobs());
    ask(BOTH.withCompanion("job", Secret.of("CANARY-own")));
    assertEquals(BOTH.companion("a1"), seen.get().token());
    assertEquals(java.util.Set.of("job"), seen.get().companionNames());
  }

  @Test
  void aMissingCompanionIsRefusedWithWhatToDo() throws Exception {
    order(roles(role(Liveness.UNTRACKED, Duration.ZERO)), jobs());
    var rejected = assertInstanceOf(Verdict.Rejected.class, ask(TOKEN));
    assertTrue(rejected.explanation().contains("--companion-env a1="), rejected.explanation());
  }

  @Test
  void aCompanionThatIsNotVerifiedLetsNobodyIn() throws Exception {
    order(roles(role(Liveness.UNTRACKED, Duration.ofMinutes(1))), jobs());
    job.set(rejected());
    var rejected = assertInstanceOf(Verdict.Rejected.class, ask(BOTH));
    assertEquals("a1", rejected.authenticator());
    assertTrue(rejected.explanation().startsWith("the companion a1: "), rejected.explanation());
    job.set(new Authentication.Unavailable("no keys"));
    assertInstanceOf(Verdict.Unavailable.class, ask(BOTH));
    job.set(NOT_MINE);
    assertInstanceOf(Verdict.Rejected.class, ask(BOTH));
    job.set(tooMuch(false));
    assertInstanceOf(Verdict.Unavailable.class, ask(BOTH));
    assertInstanceOf(
        Verdict.Rejected.class, ask(TOKEN.withCompanion("a1", Secret.of("CANARY-other"))));
  }

  @Test
  void aFaultOfTheCompanionsAuthenticatorLetsNobodyIn() throws Exception {
    order(roles(role(Liveness.UNTRACKED, Duration.ZERO)), throwing());
    assertInstanceOf(Verdict.Unavailable.class, ask(BOTH));
  }

  @Test
  void aGoodCompanionDoesNotMakeABadCredentialGood() throws Exception {
    order(roles(rejected()), jobs());
    assertInstanceOf(Verdict.Rejected.class, ask(BOTH));
    assertEquals(null, seen.get());
  }

  @Test
  void aCompanionNobodyAskedForIsNotPassedOver() throws Exception {
    companions.clear();
    order(roles(role(Liveness.UNTRACKED, Duration.ZERO)), jobs());
    var rejected = assertInstanceOf(Verdict.Rejected.class, ask(BOTH));
    assertTrue(rejected.explanation().contains("takes no companion a1"), rejected.explanation());
    assertInstanceOf(Verdict.Verified.class, ask(TOKEN));
  }

  @Test
  void theJobsCredentialByItselfIsTheJobsIdentity() throws Exception {
    order(roles(role(Liveness.UNTRACKED, Duration.ZERO)), jobs());
    var verified = assertInstanceOf(Verdict.Verified.class, ask(Credentials.of(JOB)));
    assertEquals("a1", verified.authenticator());
  }

  @Test
  void bothTogetherAreRememberedOnlyAsLongAsEitherAllows() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Authenticator counted =
        (presented, peer) -> {
          asked.incrementAndGet();
          return roles(role(Liveness.UNTRACKED, Duration.ofMinutes(5)))
              .authenticate(presented, peer);
        };
    order(counted, jobs());
    ask(BOTH);
    ask(BOTH);
    assertEquals(2, asked.get(), "the job's credential may not be remembered");
    job.set(job(Duration.ofMinutes(1)));
    ask(BOTH);
    ask(BOTH);
    assertEquals(3, asked.get());
    assertInstanceOf(Verdict.Rejected.class, ask(TOKEN));
    ticker.advance(Duration.ofSeconds(61));
    ask(BOTH);
    assertEquals(5, asked.get());
  }

  @Test
  void whatACompanionNeedsItselfIsNeeded() throws Exception {
    Secret person = Secret.of("CANARY-person");
    companions.put("a1", List.of("a2"));
    Authenticator people =
        (presented, _) ->
            presented.token().equals(Optional.of(person)) ? verified("person") : NOT_MINE;
    order(roles(role(Liveness.UNTRACKED, Duration.ZERO)), jobs(), people);
    var rejected = assertInstanceOf(Verdict.Rejected.class, ask(BOTH));
    assertTrue(rejected.explanation().contains("--companion-env a2="), rejected.explanation());
    assertInstanceOf(Verdict.Verified.class, ask(BOTH.withCompanion("a2", person)));
  }

  @Test
  void whatStandsUnderAnotherAuthenticatorsNameIsThatOnesWordAlone() throws Exception {
    companions.clear();
    order(roles(role(Liveness.UNTRACKED, Duration.ZERO)), jobs());
    var verified = assertInstanceOf(Verdict.Verified.class, ask(TOKEN));
    assertEquals(java.util.Set.of("role"), verified.identity().claims().names());
  }
}
