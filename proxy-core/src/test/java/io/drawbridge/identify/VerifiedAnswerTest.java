// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.identify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.loop.Deadline;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the gateway takes from an authenticator's answer, and where it counts. */
class VerifiedAnswerTest extends AuthenticatorsFixture {
  @Test
  void whatWasVerifiedInOnePlaceIsAskedAgainInAnother() throws Exception {
    order(
        (_, peer) ->
            peer.equals(PEER)
                ? verified("s", Liveness.UNTRACKED, Duration.ofMinutes(5), Instant.MAX)
                : rejected());
    assertInstanceOf(Verdict.Verified.class, ask());
    for (Peer elsewhere :
        List.of(
            new Peer(InetAddress.getByName("192.0.2.1"), 1, "ci", true),
            new Peer(PEER.address(), 1, "other", true),
            new Peer(PEER.address(), 1, "ci", false))) {
      Verdict verdict = all.authenticate(TOKEN, elsewhere, Deadline.after(Duration.ofSeconds(20)));
      assertInstanceOf(Verdict.Rejected.class, verdict);
    }
    int before = calls.get();
    Peer otherPort = new Peer(PEER.address(), 2, "ci", true);
    all.authenticate(TOKEN, otherPort, Deadline.after(Duration.ofSeconds(20)));
    assertEquals(before, calls.get(), "every connection has another port");
  }

  /** The longest that GitLab, Okta or AWS may write: an ARN of AWS. */
  @Test
  void aSubjectAsLongAsAnIssuerMayWriteIsLetIn() throws Exception {
    order((_, _) -> verified("s".repeat(2_048), Liveness.UNTRACKED, Duration.ZERO, Instant.MAX));
    assertInstanceOf(Verdict.Verified.class, ask());
  }

  @ParameterizedTest
  @CsvSource({"-1, 0", "0, 0", "1, 1", "10, 10", "11, 10"})
  void aQuestionThatAsksNobodyCostsNothing(int stated, int counted) throws Exception {
    Liveness liveness =
        new Liveness() {
          @Override
          public String key() {
            return "k";
          }

          @Override
          public State check() {
            return State.RUNNING;
          }

          @Override
          public int cost() {
            return stated;
          }
        };
    order((_, _) -> verified("s", liveness, Duration.ZERO, Instant.MAX));
    assertEquals(counted, assertInstanceOf(Verdict.Verified.class, ask()).liveness().cost());
  }
}
