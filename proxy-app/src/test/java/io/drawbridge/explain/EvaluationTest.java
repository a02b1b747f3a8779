// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.policy.Presented;
import io.drawbridge.policy.Rules;
import io.drawbridge.testing.Subjects;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Explaining decides as the gateway does, and shows why. */
class EvaluationTest {
  @Test
  void theTraceTellsEveryRuleAndCondition() {
    Rules rules =
        new Rules(
            List.of(
                Subjects.rule("elsewhere", List.of("billing-db"), Optional.empty()),
                Subjects.rule("foreign", List.of("orders-db"), Optional.of("static")),
                Subjects.rule("nearly", "ref", "main", "tier", "prod"),
                Subjects.rule("fits", "ref", "main")));
    Evaluation trace = Evaluation.of(rules, Subjects.with("ref", "main"));
    assertEquals(4, trace.rules().size());
    assertFalse(trace.rules().get(0).target());
    assertTrue(trace.rules().get(1).target());
    assertFalse(trace.rules().get(1).auth());
    List<Evaluation.OfCondition> nearly = trace.rules().get(2).conditions();
    assertEquals(List.of("ref", "tier"), nearly.stream().map(Evaluation.OfCondition::key).toList());
    assertTrue(nearly.get(0).held());
    assertFalse(nearly.get(1).held());
    assertEquals("absent", Presented.text(nearly.get(1).presented()));
    assertEquals(
        List.of(false, false, false, true),
        trace.rules().stream().map(Evaluation.OfRule::held).toList());
    assertEquals(rules.decide(Subjects.with("ref", "main")), trace.decision());
  }
}
