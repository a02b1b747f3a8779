// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Decision;
import io.drawbridge.settings.RuleSettings;
import io.drawbridge.testing.Subjects;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The index finds what a look at every rule finds. */
class RuleIndexTest {
  private final Random random = new Random(20261123);

  private Object condition() {
    String text = "" + random.nextInt(6);
    return switch (random.nextInt(6)) {
      case 0 -> text + "*";
      case 1 -> List.of(text, "" + random.nextInt(6));
      case 2 -> List.of(text, "1*");
      case 3 -> Map.of("not", text);
      case 4 -> Map.of("present", true);
      default -> text;
    };
  }

  private Object claim() {
    int n = random.nextInt(6);
    return switch (random.nextInt(5)) {
      case 0 -> List.of("" + n, "" + random.nextInt(6), "" + random.nextInt(6));
      case 1 -> random.nextBoolean() ? null : Map.of("nested", n);
      default -> "" + n;
    };
  }

  private Object[] members(boolean claims) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      members.put("abc".charAt(random.nextInt(3)) + "", claims ? claim() : condition());
    }
    List<Object> flat = new ArrayList<>();
    members.forEach(
        (name, value) -> {
          flat.add(name);
          flat.add(value);
        });
    return flat.toArray();
  }

  private static String naively(List<RuleSettings> rules, Subject subject) {
    return rules.stream().filter(subject::fulfils).map(RuleSettings::name).findFirst().orElse("");
  }

  @Test
  void theFirstRuleThatHoldsIsFoundWhateverRulesAndClaimsSay() {
    int granted = 0;
    for (int round = 0; round < 400; round++) {
      List<RuleSettings> list = new ArrayList<>();
      for (int i = random.nextInt(12); i >= 0; i--) {
        list.add(Subjects.rule("r" + i, members(false)));
      }
      Rules rules = new Rules(list);
      for (int i = 0; i < 20; i++) {
        Subject subject = Subjects.with(members(true));
        String expected = naively(list, subject);
        String found =
            rules.decide(subject) instanceof Decision.Granted(var grant) ? grant.rule() : "";
        assertEquals(expected, found);
        granted += found.isEmpty() ? 0 : 1;
      }
    }
    assertTrue(granted > 1_000 && granted < 7_000, granted + " granted: too easy");
  }

  @Test
  void theNearestRuleIsLookedForAmongThoseThatPinWhatWasPresented() {
    List<RuleSettings> many = new ArrayList<>();
    for (long i = 0; i < 10_000; i++) {
      many.add(Subjects.rule("r" + i, "project_id", i, "ref", "main"));
    }
    assertEquals(
        "the nearest rule, \"r9876\", misses ref",
        new Rules(many).nearest(Subjects.with("project_id", 9_876, "ref", "feature")));
  }
}
