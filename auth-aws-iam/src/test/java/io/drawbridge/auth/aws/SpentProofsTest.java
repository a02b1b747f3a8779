// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** No proof is let in twice, whatever happens to the clock and the room. */
class SpentProofsTest {
  private static final Instant NOW = AwsFixture.NOW;

  private static CallerProof proof(Instant signedAt, int number) {
    return new CallerProof(
        "us-east-1", "", signedAt, "", "", "", Optional.empty(), "signature " + number);
  }

  @Test
  void aFullRoomLetsNobodyInUntilTimeMakesSome() {
    SpentProofs spent = new SpentProofs(NOW, 2);
    assertEquals(SpentProofs.Claim.TAKEN, spent.claim(proof(NOW, 1), NOW));
    assertEquals(SpentProofs.Claim.TAKEN, spent.claim(proof(NOW, 2), NOW));
    assertEquals(SpentProofs.Claim.FULL, spent.claim(proof(NOW, 3), NOW));
    assertEquals(SpentProofs.Claim.SPENT, spent.claim(proof(NOW, 1), NOW));
    Instant later = NOW.plus(SpentProofs.KEPT);
    assertEquals(SpentProofs.Claim.TAKEN, spent.claim(proof(later, 3), later));
  }

  @Test
  void whatLetNobodyInTakesNoRoom() {
    SpentProofs spent = new SpentProofs(NOW, 1);
    for (int i = 0; i < 10; i++) {
      assertEquals(SpentProofs.Claim.TAKEN, spent.claim(proof(NOW, i), NOW));
      spent.release(proof(NOW, i));
    }
    assertEquals(SpentProofs.Claim.TAKEN, spent.claim(proof(NOW, 1), NOW));
  }

  @Test
  void aClockThatIsTurnedForwardAndBackBringsNothingBack() {
    SpentProofs spent = new SpentProofs(NOW);
    assertEquals(SpentProofs.Claim.TAKEN, spent.claim(proof(NOW, 1), NOW));
    Instant tomorrow = NOW.plus(Duration.ofDays(1));
    assertEquals(SpentProofs.Claim.TAKEN, spent.claim(proof(tomorrow, 2), tomorrow));
    assertEquals(SpentProofs.Claim.FORGOTTEN, spent.claim(proof(NOW, 1), NOW));
  }

  @Test
  void whatWasSignedBeforeTheStartMayHaveBeenUsedThen() {
    SpentProofs spent = new SpentProofs(NOW.plusMillis(700));
    assertEquals(SpentProofs.Claim.FORGOTTEN, spent.claim(proof(NOW.minusSeconds(1), 1), NOW));
    // Dated in the second of the start: signed, and perhaps used, in the part of it before.
    assertEquals(SpentProofs.Claim.FORGOTTEN, spent.claim(proof(NOW, 2), NOW.plusMillis(800)));
    Instant next = NOW.plusSeconds(1);
    assertEquals(SpentProofs.Claim.TAKEN, spent.claim(proof(next, 3), next));
  }
}
