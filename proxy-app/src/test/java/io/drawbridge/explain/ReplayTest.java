// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Limits;
import io.drawbridge.explain.Replay.Outcome;
import io.drawbridge.policy.Rules;
import io.drawbridge.policy.Subject;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.testing.Subjects;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A claim that was not recorded is neither there nor absent. */
class ReplayTest {
  private static Outcome of(Subject subject, RuleSettings... rules) {
    return Replay.of(new Rules(List.of(rules)), subject);
  }

  @Test
  void decidesByWhatIsKnown() {
    RuleSettings rule = Subjects.rule("r", "project_id", 1L);
    assertEquals(new Outcome.Granted("r", Limits.NONE), of(Subjects.with("project_id", 1), rule));
    assertEquals(new Outcome.Denied(), of(Subjects.with("project_id", 2), rule));
    assertEquals(new Outcome.Denied(), of(Subjects.asking("other", "project_id", 1), rule));
  }

  @Test
  void isUndecidableWhereTheAnswerDependsOnWhatWasNotRecorded() {
    RuleSettings rule = Subjects.rule("r", "project_id", 1L, "tier", "prod", "environment", "e");
    assertEquals(
        new Outcome.Undecidable(Set.of("environment", "tier")),
        of(Subjects.with("project_id", 1), rule));
    assertEquals(
        new Outcome.Undecidable(Set.of("tier")),
        of(Subjects.with("project_id", 1), Subjects.rule("n", "tier", Map.of("not", "prod"))));
  }

  @Test
  void aClaimKnownToSayNothingFulfilsNothing() {
    RuleSettings rule = Subjects.rule("r", "tier", Map.of("not", "prod"));
    assertEquals(new Outcome.Denied(), of(Subjects.with("tier", null), rule));
  }

  @Test
  void isDecidedWhereTheAnswerIsTheSameEitherWay() {
    RuleSettings unknown = Subjects.rule("perhaps", "tier", "prod");
    RuleSettings sure = Subjects.rule("surely", "project_id", 1L);
    Subject subject = Subjects.with("project_id", 1);
    assertEquals(new Outcome.Granted("surely", Limits.NONE), of(subject, unknown, sure));
    assertEquals(
        new Outcome.Denied(), of(subject, Subjects.rule("no", "project_id", 2L, "tier", "prod")));
    Limits limits =
        new Limits(
            Optional.of(Duration.ofHours(1)),
            Optional.empty(),
            OptionalLong.empty(),
            OptionalInt.empty(),
            OptionalInt.empty());
    RuleSettings limited =
        RuleSettings.named("limited").to(sure.to()).when("project_id", 1L).limits(limits);
    assertEquals(new Outcome.Undecidable(Set.of("tier")), of(subject, unknown, limited));
  }

  @Test
  void rulesThatAreTheSameForATargetNeedNothingKnown() {
    Rules one = new Rules(List.of(Subjects.rule("r", "tier", "prod")));
    Rules more =
        new Rules(
            List.of(
                Subjects.rule("r", "tier", "prod"),
                Subjects.rule("s", List.of("billing-db"), Optional.empty())));
    assertTrue(Replay.sameFor("orders-db", one, more));
    assertFalse(Replay.sameFor("billing-db", one, more));
  }
}
