// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.drawbridge.auth.Claims;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ConditionTest {
  private static final Object ABSENT = new Object();

  static Stream<Arguments> table() {
    Map<String, Object> present = Map.of("present", true);
    Map<String, Object> notMain = Map.of("not", "main");
    return Stream.of(
        row("main", "main", true),
        row("main", "Main", false),
        row("main", "main ", false),
        row("main", ABSENT, false),
        row("main", null, false),
        row("", "", true),
        row("", ABSENT, false),
        row("null", null, false),
        row("4217", 4217, true),
        row(4217L, "4217", true),
        row(4217L, 4217.0, true),
        row(4217L, "04217", false),
        row("true", true, true),
        row(true, "true", true),
        row(true, "TRUE", false),
        row(List.of("a", "b"), "b", true),
        row(List.of("a", 7L, true), 7, true),
        row(List.of("a", "b"), "c", false),
        row(List.of("a", "rel/*"), "rel/1", true),
        row("b", List.of("a", "b"), true),
        row("c", List.of("a", "b"), false),
        row(List.of("x", "b"), List.of("a", "b"), true),
        row("a*", List.of("b", "abc"), true),
        row("a", List.of(), false),
        row("main", Map.of("a", "main"), false),
        row("**", Map.of("a", "main"), false),
        row("**", ABSENT, false),
        row(present, "x", true),
        row(present, "", true),
        row(present, List.of("x"), true),
        row(present, List.of(), false),
        row(present, null, false),
        row(present, ABSENT, false),
        row(present, Map.of("a", "b"), false),
        row(notMain, "dev", true),
        row(notMain, "", true),
        row(notMain, "main", false),
        row(notMain, List.of("a", "b"), true),
        row(notMain, List.of("a", "main"), false),
        row(notMain, List.of(), false),
        row(notMain, List.of(Map.of("name", "main")), false),
        row(notMain, null, false),
        row(notMain, ABSENT, false),
        row(notMain, Map.of("a", "b"), false),
        row(Map.of("not", List.of("a", "b*")), "bc", false),
        row(Map.of("not", List.of("a", "b*")), "c", true));
  }

  private static Arguments row(Object condition, Object claim, boolean holds) {
    return Arguments.of(condition, claim, holds);
  }

  @ParameterizedTest
  @MethodSource("table")
  void holdsAsTheTableSays(Object condition, Object claim, boolean holds) {
    Map<String, Object> claims = new HashMap<>();
    if (claim != ABSENT) {
      claims.put("c", claim);
    }
    assertEquals(holds, Condition.of(condition).matches(Claims.of(claims).get("c")));
  }

  static Stream<Object> malformed() {
    return Stream.of(
        1.5,
        List.of(),
        List.of(List.of("a")),
        List.of(Map.of("present", true)),
        Collections.singletonList(null),
        Map.of(),
        Map.of("present", false),
        Map.of("present", "true"),
        Map.of("present", true, "not", "a"),
        Map.of("matches", "a"),
        Map.of("not", Map.of("present", true)),
        Map.of("not", List.of()),
        "a***b",
        "*".repeat(2) + "a".repeat(511));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void refusesWhatIsNoCondition(Object plain) {
    String said =
        assertThrows(IllegalArgumentException.class, () -> Condition.of(plain)).getMessage();
    assertFalse(said.isBlank());
  }

  @Test
  void refusesNull() {
    assertThrows(IllegalArgumentException.class, () -> Condition.of(null));
  }
}
