// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.auth.Claims.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ClaimsTest {
  @Test
  void tellsAbsentFromNull() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("user_email", null);
    Claims claims = Claims.of(members);
    assertEquals(new Value.Null(), claims.get("user_email"));
    assertEquals(new Value.Absent(), claims.get("user_login"));
  }

  @Test
  void comparesScalarsAsText() {
    Map<Object, String> texts =
        Map.of(
            "4217",
            "4217",
            4217,
            "4217",
            4217L,
            "4217",
            new BigDecimal("4217.00"),
            "4217",
            new BigDecimal("1.50"),
            "1.5",
            new BigDecimal("1e3"),
            "1000",
            new BigInteger("12345678901234567890"),
            "12345678901234567890",
            2.0,
            "2",
            true,
            "true",
            "",
            "");
    texts.forEach(
        (value, text) ->
            assertEquals(new Value.Scalar(text), Claims.of(Map.of("c", value)).get("c")));
  }

  @Test
  void doesNotBlowUpANumber() {
    var huge = (Value.Scalar) Claims.of(Map.of("c", new BigDecimal("1e1000000000"))).get("c");
    assertTrue(huge.text().length() < 20, huge.text());
  }

  @Test
  void keepsTheScalarsOfAList() {
    List<Object> mixed = new ArrayList<>(Arrays.asList("a", 7L, null, true));
    mixed.add(List.of("nested"));
    mixed.add(Map.of("k", "v"));
    assertEquals(new Value.Many(List.of("a", "7", "true")), Claims.of(Map.of("c", mixed)).get("c"));
    assertEquals(new Value.Many(List.of()), Claims.of(Map.of("c", List.of())).get("c"));
    assertEquals(new Value.Nested(), Claims.of(Map.of("c", Map.of("k", "v"))).get("c"));
  }

  @Test
  void isAValueThatKeepsItsOrder() {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("b", 1);
    members.put("a", 2);
    Claims claims = Claims.of(members);
    members.put("c", 3);
    assertEquals(List.of("b", "a"), List.copyOf(claims.names()));
    Claims more = claims.with("c", 3);
    assertEquals(List.of("b", "a", "c"), List.copyOf(more.names()));
    assertEquals(List.of("b", "a"), List.copyOf(claims.names()));
    assertEquals(Claims.of(members), more);
    assertEquals(Claims.of(members).hashCode(), more.hashCode());
    assertNotEquals(claims, more);
    assertThrows(UnsupportedOperationException.class, () -> claims.names().clear());
    assertThrows(IllegalArgumentException.class, () -> Claims.of(Map.of("c", new Object())));
  }
}
