// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.loop;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** Only an unbroken row of returns without a reason counts as spinning. */
class SpinGuardTest {
  @Test
  void oneGoodReasonStartsTheCountAnew() {
    LoopSelector.SpinGuard guard = new LoopSelector.SpinGuard();
    for (int i = 0; i < LoopSelector.SpinGuard.THRESHOLD; i++) {
      assertFalse(guard.returned(false));
    }
    assertFalse(guard.returned(true));
    for (int i = 0; i < LoopSelector.SpinGuard.THRESHOLD; i++) {
      assertFalse(guard.returned(false));
    }
    assertTrue(guard.returned(false));
    assertFalse(guard.returned(false));
  }
}
