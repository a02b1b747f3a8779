// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who may have AWS asked, and how often. */
class SourceSharesTest {
  private Instant now = AwsFixture.NOW;
  private final SourceShares shares = new SourceShares(() -> now);

  private static InetAddress address(String text) throws Exception {
    return InetAddress.getByName(text);
  }

  private boolean mayAsk(String source) throws Exception {
    return shares.enter(address(source)).isEmpty();
  }

  private void answered(String source, Boolean verified) throws Exception {
    shares.leave(address(source), Optional.ofNullable(verified));
  }

  private void failing(String source) throws Exception {
    for (int i = 0; i < 10; i++) {
      assertTrue(mayAsk(source));
      answered(source, false);
    }
  }

  @Test
  void oneSourceLeavesPlacesForOthers() throws Exception {
    for (int i = 0; i < 24; i++) {
      assertTrue(mayAsk("192.0.2.1"));
    }
    assertFalse(mayAsk("192.0.2.1"));
    assertTrue(mayAsk("192.0.2.2"));
    answered("192.0.2.1", null);
    assertTrue(mayAsk("192.0.2.1"));
  }

  @Test
  void aSourceThatKeepsFailingWaitsForTwiceAsLongEachTimeUpToAMinute() throws Exception {
    failing("192.0.2.1");
    for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60, 60}) {
      now = now.plusMillis(seconds * 1_000L - 1);
      assertFalse(mayAsk("192.0.2.1"));
      now = now.plusMillis(1);
      assertTrue(mayAsk("192.0.2.1"));
      assertFalse(mayAsk("192.0.2.1"), "two at a time");
      answered("192.0.2.1", false);
    }
    assertTrue(mayAsk("192.0.2.2"));
  }

  @Test
  void oneGoodProofEndsTheWaitingAndAnAnswerThatIsNoneChangesNothing() throws Exception {
    failing("192.0.2.1");
    now = now.plusSeconds(1);
    assertTrue(mayAsk("192.0.2.1"));
    answered("192.0.2.1", null);
    assertTrue(mayAsk("192.0.2.1"));
    assertFalse(mayAsk("192.0.2.1"), "two at a time");
    answered("192.0.2.1", true);
    failing("192.0.2.1");
    now = now.plus(Duration.ofMinutes(11));
    assertTrue(mayAsk("192.0.2.1"));
    assertTrue(mayAsk("192.0.2.1"), "it is forgiven after a while");
  }

  @Test
  void anotherAddressOfOneNetworkIsTheSameSource() throws Exception {
    failing("2001:db8::1");
    assertFalse(mayAsk("2001:db8::2"));
    assertTrue(mayAsk("2001:db8:0:1::1"));
  }

  @Test
  void aClockThatIsSetBackProlongsNothing() throws Exception {
    failing("192.0.2.1");
    now = now.minus(Duration.ofHours(3));
    assertTrue(mayAsk("192.0.2.1"));
    assertEquals(
        Optional.of(true), shares.enter(address("192.0.2.1")).map(told -> !told.isEmpty()));
  }
}
