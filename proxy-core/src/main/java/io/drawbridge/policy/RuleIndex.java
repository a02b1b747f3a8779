// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import io.drawbridge.auth.Claims;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The rules about one target, found by what they pin: a rule that demands one of a few exact texts
 * of a claim is looked at only for those who present one of them. Each rule stands under one key,
 * the one with the most different texts among these rules; rules that pin nothing are always looked
 * at. Order is kept. Immutable, for any number of threads.
 */
final class RuleIndex {
  /** No rule. */
  static final RuleIndex EMPTY = new RuleIndex(List.of());

  private static final int[] NONE = {};

  private final List<Rule> rules;
  private final Map<String, Map<String, int[]>> pinned = new HashMap<>();
  private final int[] unpinned;

  RuleIndex(List<Rule> rules) {
    this.rules = List.copyOf(rules);
    Map<String, Set<String>> texts = new HashMap<>();
    for (Rule rule : this.rules) {
      rule.when()
          .forEach(
              (key, condition) ->
                  texts.computeIfAbsent(key, _ -> new LinkedHashSet<>()).addAll(pins(condition)));
    }
    List<Integer> rest = new ArrayList<>();
    Map<String, Map<String, List<Integer>>> found = new HashMap<>();
    for (int at = 0; at < this.rules.size(); at++) {
      String key = key(this.rules.get(at), texts);
      if (key == null) {
        rest.add(at);
        continue;
      }
      for (String text : pins(this.rules.get(at).when().get(key))) {
        found
            .computeIfAbsent(key, _ -> new HashMap<>())
            .computeIfAbsent(text, _ -> new ArrayList<>())
            .add(at);
      }
    }
    found.forEach(
        (key, byText) -> {
          Map<String, int[]> places = new HashMap<>();
          byText.forEach((text, at) -> places.put(text, array(at)));
          pinned.put(key, places);
        });
    unpinned = array(rest);
  }

  private static int[] array(List<Integer> places) {
    return places.stream().mapToInt(Integer::intValue).toArray();
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
    int[][] lists = lists(subject);
    int[] at = new int[lists.length];
    while (true) {
      int place = next(lists, at);
      if (place < 0) {
        return OptionalInt.empty();
      }
      if (place >= from && rules.get(place).holds(subject)) {
        return OptionalInt.of(place);
      }
    }
  }

  /**
   * Up to so many rules, the likely ones first: those whose pinned claim was presented or that pin
   * nothing, in order, then others.
   */
  List<Rule> likely(Subject subject, int most) {
    if (rules.size() <= most) {
      return rules;
    }
    int[][] lists = lists(subject);
    int[] at = new int[lists.length];
    BitSet taken = new BitSet(rules.size());
    List<Rule> found = new ArrayList<>(most);
    for (int place = next(lists, at); place >= 0 && found.size() < most; place = next(lists, at)) {
      taken.set(place);
      found.add(rules.get(place));
    }
    int rest = taken.nextClearBit(0);
    while (found.size() < most) {
      found.add(rules.get(rest));
      rest = taken.nextClearBit(rest + 1);
    }
    return found;
  }

  /**
   * The smallest place that a list points at, behind which all of them are moved; -1 at the end.
   */
  private static int next(int[][] lists, int[] at) {
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < lists.length; i++) {
      if (at[i] < lists[i].length) {
        least = Math.min(least, lists[i][at[i]]);
      }
    }
    if (least == Integer.MAX_VALUE) {
      return -1;
    }
    for (int i = 0; i < lists.length; i++) {
      if (at[i] < lists[i].length && lists[i][at[i]] == least) {
        at[i]++;
      }
    }
    return least;
  }

  private int[][] lists(Subject subject) {
    List<int[]> lists = new ArrayList<>();
    lists.add(unpinned);
    pinned.forEach(
        (key, places) -> {
          switch (subject.value(key)) {
            case Claims.Value.Scalar(String text) -> lists.add(places.getOrDefault(text, NONE));
            case Claims.Value.Many(List<String> texts) ->
                lists.add(
                    texts.stream()
                        .flatMapToInt(text -> Arrays.stream(places.getOrDefault(text, NONE)))
                        .sorted()
                        .distinct()
                        .toArray());
            case Claims.Value.Absent _, Claims.Value.Null _, Claims.Value.Nested _ -> {}
          }
        });
    return lists.toArray(int[][]::new);
  }
}
