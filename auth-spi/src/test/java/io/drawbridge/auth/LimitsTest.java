// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LimitsTest {
  private static Limits limits(int n) {
    return new Limits(
        Optional.of(Duration.ofSeconds(n)),
        Optional.of(Duration.ofSeconds(n)),
        OptionalLong.of(n),
        OptionalInt.of(n),
        OptionalInt.of(n));
  }

  @Test
  void theSmallerOfEachLimitWins() {
    assertEquals(limits(1), limits(1).tightest(limits(2)));
    assertEquals(limits(1), limits(2).tightest(limits(1)));
    Limits mixed =
        new Limits(
            Optional.of(Duration.ofSeconds(9)),
            Optional.empty(),
            OptionalLong.of(1),
            OptionalInt.empty(),
            OptionalInt.of(9));
    assertEquals(
        new Limits(
            Optional.of(Duration.ofSeconds(5)),
            Optional.of(Duration.ofSeconds(5)),
            OptionalLong.of(1),
            OptionalInt.of(5),
            OptionalInt.of(5)),
        mixed.tightest(limits(5)));
  }

  @Test
  void anAbsentLimitYields() {
    assertEquals(limits(3), limits(3).tightest(Limits.NONE));
    assertEquals(limits(3), Limits.NONE.tightest(limits(3)));
    assertEquals(Limits.NONE, Limits.NONE.tightest(Limits.NONE));
  }

  @Test
  void aLimitIsPositive() {
    assertThrows(IllegalArgumentException.class, () -> limits(0));
    assertThrows(IllegalArgumentException.class, () -> limits(-1));
    assertTrue(limits(1).lifetime().isPresent());
  }
}
