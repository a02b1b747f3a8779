// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Liveness;
import io.drawbridge.identify.Verdict;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.settings.AdmissionSettings;
import io.drawbridge.upstream.Target;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every limit on the number of tunnels holds, and a place is given back once. */
class SlotsTest {
  private static Slots slots(int inAll, int perJob, int perPrincipal) {
    return new Slots(
        AdmissionSettings.STANDARD
            .tunnels(inAll)
            .tunnelsPerJob(perJob)
            .tunnelsPerPrincipal(perPrincipal));
  }

  private static final Target TARGET = target("db", OptionalInt.empty());

  private static Target target(String name, OptionalInt most) {
    return new Target(name, "db.internal", 5432, Set.of(5432), false, Optional.empty(), most);
  }

  private static Verdict.Verified who(String subject, String job) {
    Identity identity = new Identity("issuer", subject, Claims.NONE, Map.of(), Instant.MAX);
    return new Verdict.Verified(
        "gitlab", identity, job.isEmpty() ? Liveness.UNTRACKED : new Job(job));
  }

  private record Job(String key) implements Liveness {
    @Override
    public State check() {
      return State.RUNNING;
    }
  }

  private static Limits perJob(int most) {
    return new Limits(
        Optional.empty(),
        Optional.empty(),
        java.util.OptionalLong.empty(),
        OptionalInt.of(most),
        OptionalInt.empty());
  }

  @Test
  void theGatewaysOwnNumberHolds() throws Exception {
    Slots slots = slots(1, 10, 10);
    Slots.Lease lease = slots.take(TARGET, who("a", "1"), Limits.NONE);
    assertTooMany(slots, TARGET, who("b", "2"), Limits.NONE, "this gateway");
    lease.release();
    slots.take(TARGET, who("b", "2"), Limits.NONE).release();
    assertEquals(0, slots.open());
  }

  @Test
  void aJobsNumberHoldsForThatJobAlone() throws Exception {
    Slots slots = slots(10, 10, 10);
    slots.take(TARGET, who("a", "1"), perJob(1));
    assertTooMany(slots, TARGET, who("a", "1"), perJob(1), "this job");
    slots.take(TARGET, who("a", "2"), perJob(1));
  }

  @Test
  void aPrincipalsNumberHoldsAcrossItsJobs() throws Exception {
    Slots slots = slots(10, 10, 2);
    slots.take(TARGET, who("a", "1"), Limits.NONE);
    slots.take(TARGET, who("a", "2"), Limits.NONE);
    assertTooMany(slots, TARGET, who("a", "3"), Limits.NONE, "this principal");
  }

  @Test
  void aTargetsNumberHolds() throws Exception {
    Slots slots = slots(10, 10, 10);
    Target small = target("small", OptionalInt.of(1));
    slots.take(small, who("a", "1"), Limits.NONE);
    assertTooMany(slots, small, who("b", "2"), Limits.NONE, "target small");
    slots.take(TARGET, who("b", "2"), Limits.NONE);
  }

  @Test
  void aRefusalTakesNoPlaceAndASecondReleaseFreesNone() throws Exception {
    Slots slots = slots(10, 1, 10);
    Slots.Lease first = slots.take(TARGET, who("a", "1"), Limits.NONE);
    assertTooMany(slots, TARGET, who("a", "1"), Limits.NONE, "this job");
    Slots.Lease other = slots.take(TARGET, who("a", "2"), Limits.NONE);
    assertEquals(2, slots.open());
    first.release();
    first.release();
    assertEquals(1, slots.open());
    other.release();
  }

  private static void assertTooMany(
      Slots slots, Target target, Verdict.Verified who, Limits limits, String what) {
    RefusedException e =
        assertThrows(RefusedException.class, () -> slots.take(target, who, limits));
    assertEquals(Refusal.TOO_MANY, e.refusal());
    assertTrue(e.explanation().contains(what), e.explanation());
  }
}
