// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What rules must be together. */
class RuleSettingsTest {
  private static final List<String> TO = List.of("orders-db");
  private static final RuleSettings IN_FORCE = RuleSettings.named("r").to(TO);
  private static final RuleSettings SHADOW = RuleSettings.named("s").to(TO).shadow(true);

  private static void check(RuleSettings... rules) {
    RuleSettings.check(List.of(rules), TO, List.of("ci"));
  }

  private static void assertRefused(RuleSettings... rules) {
    assertThrows(SettingException.class, () -> check(rules));
  }

  @Test
  void twoOfOneNameAreRefused() {
    assertRefused(IN_FORCE, RuleSettings.named("r").to(TO));
  }

  @Test
  void aShadowRuleMayReplaceOnlyARuleInForce() {
    assertDoesNotThrow(() -> check(IN_FORCE, SHADOW.replaces("r")));
    assertRefused(IN_FORCE, SHADOW.replaces("other"));
    assertRefused(IN_FORCE, SHADOW, RuleSettings.named("t").to(TO).shadow(true).replaces("s"));
    assertRefused(RuleSettings.named("q").to(TO), IN_FORCE.replaces("q"));
  }
}
