// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Claims;
import io.drawbridge.settings.Condition;
import io.drawbridge.settings.RuleSettings;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The rules about one target, found by what they pin: a rule that demands one of a few exact texts
 * of a claim is looked at only for those who present one of them. Each rule stands under one key,
 * the one with the most different texts among these rules; rules that pin nothing are always looked
 * at. Order is kept. Immutable, for any number of threads.
 */
final class RuleIndex {
  static final RuleIndex EMPTY = new RuleIndex(List.of());

  private final List<RuleSettings> rules;
  private final Map<String, Map<String, List<Integer>>> pinned = new HashMap<>();
  private final BitSet unpinned = new BitSet();

  RuleIndex(List<RuleSettings> rules) {
    this.rules = List.copyOf(rules);
    Map<String, Set<String>> texts = new HashMap<>();
    for (RuleSettings rule : this.rules) {
      rule.when()
          .forEach(
              (key, condition) ->
                  texts.computeIfAbsent(key, _ -> new HashSet<>()).addAll(pins(condition)));
    }
    for (int at = 0; at < this.rules.size(); at++) {
      RuleSettings rule = this.rules.get(at);
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
      case Condition.AnyOf(List<Condition.OfText> choices) ->
          choices.stream().allMatch(Condition.Exact.class::isInstance)
              ? choices.stream().flatMap(exact -> pins(exact).stream()).collect(Collectors.toSet())
              : Set.of();
      case Condition.Glob _, Condition.Present _, Condition.Not _ -> Set.of();
    };
  }

  private static String key(RuleSettings rule, Map<String, Set<String>> texts) {
    return rule.when().entrySet().stream()
        .filter(each -> !pins(each.getValue()).isEmpty())
        .map(Map.Entry::getKey)
        .reduce(BinaryOperator.maxBy(Comparator.comparing(key -> texts.get(key).size())))
        .orElse(null);
  }

  List<RuleSettings> rules() {
    return rules;
  }

  /** The rules that hold for the subject, in order; those behind are not looked at before. */
  Stream<RuleSettings> holding(Subject subject) {
    return likely(subject).stream().mapToObj(rules::get).filter(subject::fulfils);
  }

  /**
   * Up to so many rules, the likely ones first: those whose pinned claim was presented or that pin
   * nothing, in order, then others.
   */
  List<RuleSettings> likely(Subject subject, int most) {
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
