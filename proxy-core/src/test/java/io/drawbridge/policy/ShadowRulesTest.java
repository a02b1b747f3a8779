// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Decision;
import io.drawbridge.observe.ShadowDecision;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.testing.Subjects;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A shadow rule is compared with the rules in force, and changes nothing. */
class ShadowRulesTest {
  private static final List<String> TO = List.of("orders-db");

  private static RuleSettings shadow(String name, String replaces, Object... when) {
    RuleSettings added = Subjects.rule(name, when).shadow(true);
    return replaces.isEmpty() ? added : added.replaces(replaces);
  }

  private static final Rules RULES =
      new Rules(
          List.of(
              shadow("newcomers", "", "project_id", 5L),
              Subjects.rule("old", "project_id", 4217L),
              shadow("stricter", "old", "project_id", 4217L, "ref", "main"),
              Subjects.rule("late", "project_id", 4217L, "ref", "release")));

  @Test
  void neverGrants() {
    Subject newcomer = Subjects.with("project_id", 5);
    assertInstanceOf(Decision.Denied.class, RULES.decide(newcomer));
    assertEquals(Optional.of(new ShadowDecision("newcomers", true)), RULES.shadow(newcomer));
  }

  @Test
  void neverEndsTheSearch() {
    Rules rules =
        new Rules(
            List.of(shadow("first", "", "project_id", 1L), Subjects.rule("r", "project_id", 1L)));
    Subject subject = Subjects.with("project_id", 1);
    var granted = assertInstanceOf(Decision.Granted.class, rules.decide(subject));
    assertEquals("r", granted.grant().rule());
    assertEquals(Optional.empty(), rules.shadow(subject));
  }

  @Test
  void wouldHaveDeniedWhomOnlyTheReplacedRuleGrants() {
    Subject branch = Subjects.with("project_id", 4217, "ref", "feature");
    assertEquals(Optional.of(new ShadowDecision("stricter", false)), RULES.shadow(branch));
    assertInstanceOf(Decision.Granted.class, RULES.decide(branch));
    assertEquals(Optional.empty(), RULES.shadow(Subjects.with("project_id", 4217, "ref", "main")));
    assertEquals(
        Optional.empty(), RULES.shadow(Subjects.with("project_id", 4217, "ref", "release")));
  }

  @Test
  void wouldHaveDeniedTargetsThatTheReplacementLeavesOut() {
    Rules rules =
        new Rules(
            List.of(
                Subjects.rule("both", List.of("orders-db", "billing-db"), Optional.empty()),
                shadow("one", "both")));
    assertEquals(Optional.empty(), rules.shadow(Subjects.with()));
    assertEquals(
        Optional.of(new ShadowDecision("one", false)), rules.shadow(Subjects.asking("billing-db")));
  }

  @Test
  void isSilentWhereItAgrees() {
    assertEquals(Optional.empty(), RULES.shadow(Subjects.with("project_id", 6)));
    assertEquals(Optional.empty(), RULES.shadow(Subjects.asking("billing-db", "project_id", 5)));
  }

  @Test
  void itsClaimsAreRecorded() {
    assertTrue(RULES.claimNames().contains("ref"));
  }
}
