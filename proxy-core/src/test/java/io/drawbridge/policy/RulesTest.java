// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.drawbridge.auth.Decision;
import io.drawbridge.auth.Limits;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.testing.Subjects;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RulesTest {
  @Test
  void theFirstMatchDecides() {
    Rules rules =
        new Rules(
            List.of(
                Subjects.rule("other project", "project_id", 1L),
                Subjects.rule("protected", "project_id", 4217L, "ref_protected", true),
                Subjects.rule("any ref", "project_id", 4217L)));
    assertEquals(
        "protected", granted(rules, Subjects.with("project_id", "4217", "ref_protected", "true")));
    assertEquals(
        "any ref", granted(rules, Subjects.with("project_id", "4217", "ref_protected", "false")));
  }

  @Test
  void everyKeyIsRequired() {
    Rules rules =
        new Rules(List.of(Subjects.rule("r", "project_id", 1L, "ref", "main", "tier", "prod")));
    assertDenied(rules, Subjects.with("project_id", 1, "ref", "main"));
    assertDenied(rules, Subjects.with("project_id", 1, "ref", "main", "tier", "test"));
    assertEquals(
        "r", granted(rules, Subjects.with("project_id", 1, "ref", "main", "tier", "prod")));
  }

  @Test
  void deniesByDefault() {
    assertDenied(new Rules(List.of()), Subjects.with("project_id", 1));
    Rules rules = new Rules(List.of(Subjects.rule("r", "project_id", 1L)));
    assertDenied(rules, Subjects.asking("billing-db", "project_id", 1));
    assertDenied(rules, Subjects.asking("ORDERS-DB", "project_id", 1));
    assertDenied(rules, Subjects.with());
  }

  @Test
  void carriesTheRulesLimits() {
    Limits limits =
        new Limits(
            Optional.of(Duration.ofHours(1)),
            Optional.empty(),
            OptionalLong.of(7),
            OptionalInt.of(8),
            OptionalInt.empty());
    RuleSettings rule = RuleSettings.named("r").to(List.of("orders-db")).limits(limits);
    Decision decision = new Rules(List.of(rule)).decide(Subjects.with());
    assertEquals(limits, assertInstanceOf(Decision.Granted.class, decision).grant().limits());
  }

  @Test
  void aRuleForOneAuthenticatorIsNotForAnother() {
    List<String> to = List.of("orders-db");
    assertDenied(
        new Rules(List.of(Subjects.rule("r", to, Optional.of("static")))), Subjects.with());
    assertEquals(
        "r",
        granted(
            new Rules(List.of(Subjects.rule("r", to, Optional.of("gitlab")))), Subjects.with()));
  }

  @Test
  void reservedKeysAreAboutTheSubjectAndNotAboutClaimsOfThatName() {
    Map<String, String> reserved =
        Map.of(
            "issuer", "https://gitlab.test",
            "subject", "job",
            "auth", "gitlab",
            "target", "orders-db",
            "listener", "ci");
    assertEquals(Subject.RESERVED, reserved.keySet());
    reserved.forEach(
        (key, value) -> {
          assertEquals(
              "r", granted(new Rules(List.of(Subjects.rule("r", key, value))), Subjects.with()));
          assertDenied(
              new Rules(List.of(Subjects.rule("r", key, "forged"))), Subjects.with(key, "forged"));
        });
  }

  @Test
  void orderHoldsAmongManyRulesForSeveralTargets() {
    List<RuleSettings> many = new ArrayList<>();
    for (int i = 0; i < 10_000; i++) {
      String own = "db-" + i % 100;
      many.add(
          Subjects.rule("rule " + i, List.of(own, "shared"), Optional.empty(), "id", i % 5000L));
    }
    Rules rules = new Rules(many);
    assertEquals("rule 4242", granted(rules, Subjects.asking("db-42", "id", 4242)));
    assertEquals("rule 17", granted(rules, Subjects.asking("shared", "id", 17)));
    assertDenied(rules, Subjects.asking("db-43", "id", 4242));
  }

  @Test
  void namesEveryClaimSomeRuleNames() {
    Rules rules =
        new Rules(
            List.of(
                Subjects.rule("a", "project_id", 1L, "issuer", "x"),
                Subjects.rule("b", "ref", "main", "project_id", 2L, "listener", "ci")));
    assertEquals(Set.of("project_id", "ref"), rules.claimNames());
  }

  private static String granted(Rules rules, Subject subject) {
    return assertInstanceOf(Decision.Granted.class, rules.decide(subject)).grant().rule();
  }

  private static void assertDenied(Rules rules, Subject subject) {
    assertInstanceOf(Decision.Denied.class, rules.decide(subject));
  }
}
