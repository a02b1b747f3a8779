// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.settings.Condition;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PresentedTest {
  @Test
  void readsAsItIsWritten() {
    List<Object> written =
        Arrays.asList("a", "a/*", List.of("a", 7L), Map.of("present", true), Map.of("not", "b"));
    assertEquals(
        List.of("\"a\"", "\"a/*\"", "[\"a\", \"7\"]", "{ present = true }", "{ not = \"b\" }"),
        written.stream().map(plain -> Presented.text(Condition.of(plain))).toList());
  }
}
