// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.explain;

import io.drawbridge.settings.Condition;
import io.drawbridge.settings.RuleSettings;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which rules hide others, as far as can be told from their texts.
 *
 * @param severalAuthenticators whether a rule of one of them is not about everybody
 */
record RuleOrder(boolean severalAuthenticators) {
  /** The rules that are never reached, each with one before it that grants all it would. */
  Map<RuleSettings, RuleSettings> hidden(List<RuleSettings> rules) {
    Map<RuleSettings, RuleSettings> hidden = new LinkedHashMap<>();
    Map<String, List<RuleSettings>> earlier = new HashMap<>();
    for (RuleSettings rule : rules) {
      if (rule.shadow()) {
        continue;
      }
      RuleSettings hides = null;
      boolean reached = false;
      for (String target : rule.to()) {
        RuleSettings wider = wider(earlier.computeIfAbsent(target, _ -> new ArrayList<>()), rule);
        reached |= wider == null;
        hides = wider == null ? hides : wider;
      }
      if (!reached) {
        hidden.put(rule, hides);
      }
      rule.to().forEach(target -> earlier.get(target).add(rule));
    }
    return hidden;
  }

  private RuleSettings wider(List<RuleSettings> before, RuleSettings narrow) {
    for (RuleSettings each : before) {
      if (covers(each, narrow)) {
        return each;
      }
    }
    return null;
  }

  /** Whether the first holds wherever the second does. */
  private boolean covers(RuleSettings wide, RuleSettings narrow) {
    if (wide.auth().isPresent() && !wide.auth().equals(narrow.auth()) && severalAuthenticators) {
      return false;
    }
    // Loops: of ten thousand rules each is held against all before it.
    for (Map.Entry<String, Condition> each : wide.when().entrySet()) {
      Condition narrower = narrow.when().get(each.getKey());
      if (narrower == null || !covers(each.getValue(), narrower)) {
        return false;
      }
    }
    return true;
  }

  private static boolean covers(Condition wide, Condition narrow) {
    if (wide.equals(narrow) || wide instanceof Condition.Present) {
      // No condition holds for a claim that says nothing.
      return true;
    }
    if (wide instanceof Condition.Exact && narrow instanceof Condition.Exact) {
      return false;
    }
    List<String> exact = exact(narrow);
    return wide instanceof Condition.OfText of
        && !exact.isEmpty()
        && exact.stream().allMatch(of::matchesText);
  }

  private static List<? extends Condition> choices(Condition condition) {
    return condition instanceof Condition.AnyOf(var any) ? any : List.of(condition);
  }

  /** The texts of which one must be presented; empty if it is another kind of condition. */
  static List<String> exact(Condition condition) {
    List<String> texts = new ArrayList<>();
    for (Condition choice : choices(condition)) {
      if (!(choice instanceof Condition.Exact(String text))) {
        return List.of();
      }
      texts.add(text);
    }
    return texts;
  }

  /** The patterns that it lets in. */
  static List<String> globs(Condition condition) {
    List<String> globs = new ArrayList<>();
    for (Condition choice : choices(condition)) {
      if (choice instanceof Condition.Glob(String pattern)) {
        globs.add(pattern);
      }
    }
    return globs;
  }
}
