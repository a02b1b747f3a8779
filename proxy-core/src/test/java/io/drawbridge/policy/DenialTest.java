// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Decision;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DenialTest {
  private static final List<String> TO = List.of("orders-db");

  @Test
  void namesTheCallersValuesOfTheNearestRule() {
    Rules rules =
        new Rules(
            List.of(
                Subjects.rule("far", "project_id", 99L, "ref", "x", "ref_protected", true),
                Subjects.rule("near", "project_id", 4217L, "ref_protected", true)));
    assertEquals(
        "no rule grants this: ref_protected is \"false\"",
        explanation(rules, Subjects.with("project_id", 4217, "ref_protected", "false")));
  }

  @Test
  void saysOnlyThatNothingGrantsItWhenNoRuleNamesTheTarget() {
    Rules rules = new Rules(List.of(Subjects.rule("r", "project_id", 4217L)));
    assertEquals(Denial.PLAIN, explanation(rules, Subjects.asking("billing-db", "project_id", 1)));
  }

  @Test
  void repeatsNothingOfTheRules() {
    Map<String, Object> not = Map.of("not", "canary-not");
    Rules rules =
        new Rules(
            List.of(
                Subjects.rule(
                    "canary-rule", TO, Optional.of("canary-auth"), "canary_key_0", "canary-0"),
                Subjects.rule(
                    "canary-name",
                    "project_id",
                    List.of("canary-1", "canary-2*"),
                    "canary_absent",
                    Map.of("present", true),
                    "ref",
                    "canary-3",
                    "tier",
                    not,
                    "listener",
                    "canary-listener",
                    "auth",
                    "canary-auth")));
    for (Subject subject :
        List.of(
            Subjects.with(),
            Subjects.with("project_id", "7"),
            Subjects.with("project_id", "7", "ref", "main", "tier", "prod"),
            Subjects.with("ref", List.of("a", "b")),
            Subjects.with("ref", "canary".substring(0, 3)))) {
      String said = explanation(rules, subject);
      assertFalse(said.contains("canary"), said);
      assertFalse(said.contains("gitlab"), "the authenticator's name is the gateway's: " + said);
    }
  }

  @Test
  void doesNotNameWhatTheCallerDidNotPresent() {
    Rules rules = new Rules(List.of(Subjects.rule("r", "project_id", 1L, "environment", "prod")));
    assertEquals(
        "no rule grants this: something it needs was not presented",
        explanation(rules, Subjects.with("project_id", 1)));
    assertEquals(
        "no rule grants this: project_id is \"2\", and more did not fit",
        explanation(rules, Subjects.with("project_id", 2)));
  }

  @Test
  void aRuleOfAnotherAuthenticatorIsNotTheNearest() {
    Rules rules =
        new Rules(
            List.of(
                Subjects.rule("s", TO, Optional.of("static"), "a", 1L, "b", 1L, "ref", "dev"),
                Subjects.rule("g", TO, Optional.of("gitlab"), "ref", "main")));
    assertEquals(
        "no rule grants this: ref is \"x\"",
        explanation(rules, Subjects.with("a", 1, "b", 1, "ref", "x")));
  }

  @Test
  void valuesCannotBreakTheLineNorFillIt() {
    Rules rules = new Rules(List.of(Subjects.rule("r", "ref", "main")));
    String said =
        explanation(rules, Subjects.with("ref", "a\r\nX: y\u001b[31m\u202e" + "z".repeat(5000)));
    assertTrue(said.chars().allMatch(c -> c >= ' ' && c != 0x202e && c != 0x7f), said);
    assertTrue(said.length() < 300, said);
    List<String> many = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    assertTrue(explanation(rules, Subjects.with("ref", many)).endsWith("\"h\", …]"));
  }

  private static String explanation(Rules rules, Subject subject) {
    Decision.Denied denied = assertInstanceOf(Decision.Denied.class, rules.decide(subject));
    assertEquals("", denied.rule());
    return denied.explanation();
  }
}
