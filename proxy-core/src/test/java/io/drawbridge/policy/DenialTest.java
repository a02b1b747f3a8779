// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Decision;
import io.drawbridge.testing.Subjects;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DenialTest {
  private static final List<String> TO = List.of("orders-db");

  @Test
  void namesTheCallersValuesOfWhatRulesLookAt() {
    Rules rules =
        new Rules(List.of(Subjects.rule("near", "project_id", 4217L, "ref_protected", true)));
    assertEquals(
        "no rule grants this where project_id is \"4217\", ref_protected is \"false\"; check these,"
            + " and the target's name and port",
        explanation(rules, Subjects.with("project_id", 4217, "x", 1, "ref_protected", "false")));
  }

  @Test
  void doesNotTellWhichTargetsThereAre() {
    Rules rules =
        new Rules(
            List.of(
                Subjects.rule("o", "project_id", 4217L, "ref_protected", true),
                Subjects.rule("b", List.of("billing-db"), Optional.empty(), "ref", "main"),
                Subjects.rule("s", List.of("static-db"), Optional.of("static"), "tier", "x"),
                Subjects.rule("t", List.of("own-db"), Optional.empty(), "target", "other-db")));
    Object[] claims = {"project_id", 4217, "ref_protected", "false", "ref", "x"};
    String unknown = explanation(rules, Subjects.asking("no-such-db", claims));
    for (String target : List.of("orders-db", "billing-db", "static-db", "own-db")) {
      assertEquals(unknown, explanation(rules, Subjects.asking(target, claims)), target);
    }
    assertEquals(unknown, rules.denial(Subjects.with(claims).identity().claims()));
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
        "no rule grants this; check the target's name and port",
        explanation(rules, Subjects.with("ref", "main")));
    assertFalse(explanation(rules, Subjects.with("project_id", 2)).contains("environment"));
  }

  @Test
  void valuesCannotBreakTheLineNorFillIt() {
    Rules rules = new Rules(List.of(Subjects.rule("r", "ref", "main")));
    String said =
        explanation(rules, Subjects.with("ref", "a\r\nX: y\u001b[31m\u202e" + "z".repeat(5000)));
    assertTrue(said.chars().allMatch(c -> c >= ' ' && c != 0x202e && c != 0x7f), said);
    assertTrue(said.length() < 300, said);
    List<String> many = List.of("a", "b", "c", "d", "e", "f", "g", "h", "i", "j");
    assertTrue(explanation(rules, Subjects.with("ref", many)).contains("\"h\", …]"));
    String[] names = {"a", "b", "c", "d", "e", "f"};
    Object[] when = new Object[12];
    Object[] values = new Object[12];
    for (int i = 0; i < names.length; i++) {
      when[2 * i] = names[i];
      when[2 * i + 1] = "x";
      values[2 * i] = names[i];
      values[2 * i + 1] = "z".repeat(128);
    }
    String all = explanation(new Rules(List.of(Subjects.rule("r", when))), Subjects.with(values));
    assertTrue(all.length() < 500 && all.endsWith("name and port"), all);
  }

  @Test
  void tellsTheOperatorWhichRuleCameNearest() {
    Rules rules =
        new Rules(
            List.of(
                Subjects.rule("far", "project_id", 99L, "ref", "x", "ref_protected", true),
                Subjects.rule("near", "project_id", 4217L, "ref_protected", true, "tier", "a"),
                Subjects.rule("s", List.of("own-db"), Optional.of("static"), "ref", "main")));
    Object[] claims = {"project_id", 4217, "ref_protected", "false", "ref", "main"};
    assertEquals(
        "the nearest rule, \"near\", misses ref_protected, tier",
        rules.nearest(Subjects.with(claims)));
    assertEquals(
        "the nearest rule, \"s\", misses auth", rules.nearest(Subjects.asking("own-db", claims)));
    assertEquals("no rule names the target", rules.nearest(Subjects.asking("no-db", claims)));
  }

  private static String explanation(Rules rules, Subject subject) {
    Decision.Denied denied = assertInstanceOf(Decision.Denied.class, rules.decide(subject));
    assertEquals("", denied.rule());
    return denied.explanation();
  }
}
