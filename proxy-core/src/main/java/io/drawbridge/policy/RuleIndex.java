// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Claims;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The rules about one target, found by what they pin: a rule that demands one of a few exact texts
 * of a claim is looked at only for those who present one of them. Each rule stands under one key,
 * the one with the most different texts among these rules; rules that pin nothing are always looked
 * at. Order is kept. Immutable, for any number of threads.
 */
final class RuleIndex {
  /** No rule. */
  static final RuleIndex EMPTY = new RuleIndex(List.of());

  private final List<Rule> rules;
  private final Map<String, Map<String, List<Integer>>> pinned = new HashMap<>();
  private final BitSet unpinned = new BitSet();

  RuleIndex(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    Map<String, Set<String>> texts = new HashMap<>();
    for (Rule rule : this.rules) {
      rule.when()
          .forEach(
              (key, condition) ->
                  texts.computeIfAbsent(key, _ -> new HashSet<>()).addAll(pins(condition)));
    }
    for (int at = 0; at < this.rules.size(); at++) {
      Rule rule = this.rules.get(at);
      String key = key(rule, texts);
      if (key == null) {
        unpinned.set(at);
        continue;
      }
      Map<String, List<Integer>> places = pinned.computeIfAbsent(key, _ -> new HashMap<>());
      for (String text : pins(rule.when().get(key))) {
        places.computeIfAbsent(text, _ -> new ArrayList<>(1)).add(at);
      }
    }
  }

  /** The texts one of which must be presented; none if it is not that kind of condition. */
  private static Set<String> pins(Condition condition) {
    return switch (condition) {
      case Condition.Exact(String text) -> Set.of(text);
      case Condition.AnyOf(List<Condition.OfText> choices) -> {
        Set<String> texts = new LinkedHashSet<>();
        for (Condition.OfText choice : choices) {
          if (!(choice instanceof Condition.Exact(String text))) {
            yield Set.of();
          }
          texts.add(text);
        }
        yield texts;
      }
      case Condition.Glob _, Condition.Present _, Condition.Not _ -> Set.of();
    };
  }

  private static String key(Rule rule, Map<String, Set<String>> texts) {
    String best = null;
    for (Map.Entry<String, Condition> each : rule.when().entrySet()) {
      if (!pins(each.getValue()).isEmpty()
          && (best == null || texts.get(each.getKey()).size() > texts.get(best).size())) {
        best = each.getKey();
      }
    }
    return best;
  }

  /** The rules, in order. */
  List<Rule> rules() {
    return rules;
  }

  /** The place of the first rule from a place on that holds for the subject. */
  OptionalInt first(Subject subject, int from) {
    BitSet likely = likely(subject);
    for (int at = likely.nextSetBit(from); at >= 0; at = likely.nextSetBit(at + 1)) {
      if (rules.get(at).holds(subject)) {
        return OptionalInt.of(at);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Up to so many rules, the likely ones first: those whose pinned claim was presented or that pin
   * nothing, in order, then others.
   */
  List<Rule> likely(Subject subject, int most) {
    if (rules.size() <= most) {
      return rules;
    }
    BitSet likely = likely(subject);
    return IntStream.concat(
            likely.stream(), IntStream.range(0, rules.size()).filter(at -> !likely.get(at)))
        .limit(most)
        .mapToObj(rules::get)
        .toList();
  }

  /** The places of all rules that can hold. */
  private BitSet likely(Subject subject) {
    BitSet places = (BitSet) unpinned.clone();
    pinned.forEach(
        (key, byText) -> {
          switch (subject.value(key)) {
            case Claims.Value.Scalar(String text) ->
                byText.getOrDefault(text, List.of()).forEach(places::set);
            case Claims.Value.Many(List<String> texts) ->
                texts.forEach(text -> byText.getOrDefault(text, List.of()).forEach(places::set));
            case Claims.Value.Absent _, Claims.Value.Null _, Claims.Value.Nested _ -> {}
          }
        });
    return places;
  }
}
