// SPDX-License-Identifier: Apache-2.0
package io.drawbridge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Liveness;
import io.drawbridge.plugin.Verdict;
import io.drawbridge.policy.Condition;
import io.drawbridge.policy.Rule;
import io.drawbridge.policy.Rules;
import io.drawbridge.policy.Subject;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class NextStepsTest {
  private static final Identity IDENTITY =
      new Identity("iss", "sub", Claims.NONE, Map.of(), Instant.MAX);

  @Test
  void everyReasonHasASentenceOfItsOwn() {
    Set<String> sentences = new HashSet<>();
    for (Reason reason : Reason.values()) {
      Verdict verdict = new Verdict.Rejected("ci", reason, "because", Claims.NONE);
      sentences.add(NextSteps.after(verdict).orElseThrow());
    }
    assertEquals(Reason.values().length, sentences.size());
  }

  @Test
  void onlyTheVerifiedNeedNone() {
    assertEquals(
        Optional.empty(),
        NextSteps.after(new Verdict.Verified("ci", IDENTITY, Liveness.UNTRACKED)));
    assertTrue(NextSteps.after(new Verdict.Unknown("")).isPresent());
    assertTrue(NextSteps.after(new Verdict.Unavailable("")).isPresent());
    assertTrue(NextSteps.after(new Verdict.Overloaded("")).isPresent());
  }

  @Test
  void aDenialNamesWhatTheNearestRuleLacks() {
    Rules rules =
        new Rules(
            List.of(
                rule("far", "db", Map.of("a", "1", "b", "2")),
                rule("near", "db", Map.of("b", "2")),
                rule("else", "web", Map.of())));
    Subject subject = new Subject(IDENTITY, "ci", "db", "tls");
    String next = NextSteps.after(rules.explain(subject), "db");
    assertTrue(next.contains("rule \"near\", which lacks b:"), next);
    String none = NextSteps.after(rules.explain(new Subject(IDENTITY, "ci", "x", "tls")), "x");
    assertTrue(none.contains("add a [[rule]] with to = [\"x\"]"), none);
  }

  private static Rule rule(String name, String target, Map<String, String> when) {
    Map<String, Condition> conditions = new LinkedHashMap<>();
    when.forEach((key, value) -> conditions.put(key, Condition.of(value)));
    return new Rule(name, List.of(target), Optional.empty(), conditions, Limits.NONE);
  }
}
