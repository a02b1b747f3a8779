// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.observe.CloseReason;
import io.drawbridge.splice.PipePool;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of bytes that were already there when a tunnel ends. */
class RelayTest {
  private static final byte[] WORDS = {1, 2, 3, 4, 5};

  private final ByteBuffer scratch = ByteBuffer.allocateDirect(5); // full: it asks again
  private final ScriptedLeg target = new ScriptedLeg(true);

  private Relay started(ScriptedLeg client) {
    Relay relay = new Relay(client, target, NoLimits.NONE, PipePool.open(0), 0);
    relay.start(ByteBuffer.allocate(0), scratch, 0);
    return relay;
  }

  @Test
  void theLastWordsOfATargetThatResetAreReadAfterAFailedWrite() {
    ScriptedLeg client = new ScriptedLeg(true);
    Relay relay = started(client);
    target.sends(WORDS);
    target.resets();
    client.sends(WORDS);
    relay.ready(client, true, false, scratch, 1);
    assertArrayEquals(WORDS, client.arrived());
    assertFalse(client.finished, "a reset must not look like a goodbye");
    assertTrue(client.reset);
    assertEquals(new TunnelEnd(CloseReason.TARGET_RESET, 0, 5, 0), relay.end());
  }

  @Test
  void bytesThatWaitForTheClientOutliveTheTargetForASecond() {
    for (boolean inTime : new boolean[] {true, false}) {
      ScriptedLeg client = new ScriptedLeg(true);
      ScriptedLeg lost = new ScriptedLeg(true);
      Relay relay = new Relay(client, lost, NoLimits.NONE, PipePool.open(0), 0);
      client.takes(0);
      lost.sends(WORDS);
      relay.ready(lost, true, false, scratch, 1);
      lost.resets();
      client.sends(WORDS);
      relay.ready(client, true, false, scratch, 2);
      assertFalse(relay.over());
      assertEquals(Relay.PARTING.toNanos(), relay.untilTick(2));
      if (inTime) {
        client.takes(5);
        relay.ready(client, false, true, scratch, 3);
      } else {
        relay.tick(2 + Relay.PARTING.toNanos());
      }
      assertTrue(relay.over() && client.reset);
      assertEquals(new TunnelEnd(CloseReason.TARGET_RESET, 0, inTime ? 5 : 0, 0), relay.end());
    }
  }

  @Test
  void aReaderThatIsSlowWithSealedBytesIsNotCalledStalled() {
    long wait = NoLimits.NONE.stalled().toNanos() - 1;
    ScriptedLeg client = new ScriptedLeg(true);
    client.holdsInside();
    Relay relay = started(client);
    client.takes(0);
    target.sends(WORDS);
    relay.ready(target, true, false, scratch, 0);
    long now = 0;
    for (int taken = 1; taken < WORDS.length; taken++) {
      now += wait;
      client.takes(1);
      relay.ready(client, false, true, scratch, now);
      relay.tick(now);
      assertFalse(relay.over(), "took one just now");
    }
    relay.tick(now + wait + 1);
    relay.tick(now + wait + 1 + Relay.PARTING.toNanos());
    assertEquals(CloseReason.STALLED, relay.end().reason());
  }

  @Test
  void eitherSideThatTakesNothingStallsTheTunnel() {
    Duration stalled = NoLimits.NONE.stalled();
    ScriptedLeg client = new ScriptedLeg(true);
    Relay relay = started(client);
    assertEquals(TimeLimits.NEVER, relay.untilTick(0));
    client.takes(0);
    target.sends(WORDS);
    relay.ready(target, true, false, scratch, 7);
    assertEquals(stalled.toNanos(), relay.untilTick(7));
    relay.tick(7 + stalled.toNanos());
    assertFalse(relay.over(), "what is pending is offered for a second");
    relay.tick(7 + stalled.toNanos() + Relay.PARTING.toNanos());
    assertEquals(CloseReason.STALLED, relay.end().reason());
  }

  @Test
  void afterATls12GoodbyeTheOtherSideIsHeardButNotPassedOn() {
    ScriptedLeg client = new ScriptedLeg(false);
    Relay relay = started(client);
    client.sends(WORDS);
    client.finishes();
    relay.ready(client, true, false, scratch, 1);
    relay.ready(client, true, false, scratch, 1);
    assertArrayEquals(WORDS, target.arrived());
    assertTrue(target.finished && !relay.over());
    target.sends(WORDS);
    relay.ready(target, true, false, scratch, 2);
    assertEquals(0, client.arrived().length);
    target.finishes();
    relay.ready(target, true, false, scratch, 3);
    assertTrue(client.closed && target.closed, "closing over unread bytes would reset");
    assertEquals(new TunnelEnd(CloseReason.CLOSED_BY_TLS12, 5, 0, 0), relay.end());
  }

  @Test
  void aForcedEndDuringATls12GoodbyeTakesASecondAtMost() {
    ScriptedLeg client = new ScriptedLeg(false);
    Relay relay = started(client);
    target.takes(WORDS.length);
    target.saysGoodbye();
    client.sends(WORDS);
    client.finishes();
    relay.ready(client, true, false, scratch, 1);
    assertFalse(target.finished, "there was room for the words and none for the goodbye");
    relay.force(CloseReason.JOB_ENDED, 2);
    relay.tick(2 + Relay.PARTING.toNanos());
    assertTrue(relay.over(), "nothing outlives its job");
    assertEquals(new TunnelEnd(CloseReason.CLOSED_BY_TLS12, 5, 0, 0), relay.end());
  }

  /** What a client does that says goodbye inside its own TLS, and its server that does not wait. */
  @Test
  void aResetBehindTheClientsGoodbyeIsPassedOnAndIsNoBrokenTunnel() {
    for (int farewell : new int[] {0, 31, Farewell.MOST_BYTES, Farewell.MOST_BYTES + 1}) {
      ScriptedLeg client = new ScriptedLeg(true);
      ScriptedLeg closing = new ScriptedLeg(true);
      Relay relay = new Relay(client, closing, NoLimits.NONE, PipePool.open(0), 0);
      ByteBuffer room = ByteBuffer.allocateDirect(1024);
      closing.sends(new byte[2_000]);
      relay.start(ByteBuffer.allocate(0), room, 0);
      client.sends(WORDS);
      client.finishes();
      relay.ready(client, true, false, room, 1);
      relay.ready(client, true, false, room, 1);
      closing.sends(new byte[farewell]);
      closing.resets();
      relay.ready(closing, true, false, room, 2);
      relay.ready(closing, true, false, room, 2);
      assertTrue(client.reset && closing.reset, "whoever still listens must not take it for whole");
      CloseReason reason =
          farewell > Farewell.MOST_BYTES ? CloseReason.TARGET_RESET : CloseReason.COMPLETED;
      assertEquals(new TunnelEnd(reason, 5, 2_000 + farewell, 0), relay.end());
    }
  }

  @Test
  void theSelectorMayTellOfTheTargetsResetBeforeTheClientsGoodbye() {
    for (boolean goodbye : new boolean[] {true, false}) {
      ScriptedLeg client = new ScriptedLeg(true);
      ScriptedLeg closing = new ScriptedLeg(true);
      Relay relay = new Relay(client, closing, NoLimits.NONE, PipePool.open(0), 0);
      relay.start(ByteBuffer.allocate(0), scratch, 0);
      if (goodbye) {
        client.finishes();
      }
      closing.resets();
      relay.ready(closing, true, false, scratch, 1);
      assertEquals(goodbye, relay.over(), "the client is heard out");
      relay.tick(1 + NoLimits.NONE.farewell().toNanos());
      CloseReason reason = goodbye ? CloseReason.COMPLETED : CloseReason.TARGET_RESET;
      assertEquals(new TunnelEnd(reason, 0, 0, 0), relay.end());
    }
  }

  /**
   * The goodbye for a client that has reset may be stuck in its leg: nothing that was said is lost.
   */
  @Test
  void aGoodbyeThatAResetClientDoesNotTakeIsNoLoss() {
    ScriptedLeg client = new ScriptedLeg(true);
    client.holdsInside();
    client.saysGoodbye();
    Relay relay = started(client);
    target.sends(WORDS);
    relay.ready(target, true, false, scratch, 1);
    client.takes(0);
    target.finishes();
    relay.ready(target, true, false, scratch, 2);
    client.resets();
    relay.ready(client, false, true, scratch, 3);
    assertTrue(client.reset && target.reset);
    assertEquals(new TunnelEnd(CloseReason.COMPLETED, 0, 5, 0), relay.end());
  }

  /** Two in a row that both held a reset back would wait for each other. */
  @Test
  void onAJobsOwnSideAResetIsPassedOnAtOnce() {
    TunnelLimits own =
        new TunnelLimits(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            NoLimits.NONE.halfClosed(),
            NoLimits.NONE.stalled(),
            Duration.ZERO);
    ScriptedLeg client = new ScriptedLeg(true);
    Relay relay = new Relay(client, target, own, PipePool.open(0), 0);
    relay.start(ByteBuffer.allocate(0), scratch, 0);
    client.resets();
    relay.ready(client, true, false, scratch, 1);
    assertTrue(target.reset);
    assertEquals(CloseReason.CLIENT_RESET, relay.end().reason());
  }

  /** A write may be the first to tell of a client's reset: what it carried is lost with it. */
  @ParameterizedTest
  @CsvSource({"24, COMPLETED", "512, COMPLETED", "513, CLIENT_RESET"})
  void theTargetIsHeardOutWhereAWriteTellsOfTheClientsReset(int said, CloseReason reason) {
    ScriptedLeg client = new ScriptedLeg(true);
    ScriptedLeg server = new ScriptedLeg(true);
    Relay relay = new Relay(client, server, NoLimits.NONE, PipePool.open(0), 0);
    ByteBuffer room = ByteBuffer.allocateDirect(1024);
    relay.start(ByteBuffer.allocate(0), room, 0);
    client.resets();
    server.sends(new byte[said]);
    relay.ready(server, true, false, room, 1);
    server.finishes();
    if (!relay.over()) {
      relay.ready(server, true, false, room, 2);
    }
    assertTrue(client.reset && server.reset);
    assertEquals(new TunnelEnd(reason, 0, 0, 0), relay.end());
  }

  /** What comes of the other side in time after a reset, and what is made of it. */
  @ParameterizedTest
  @CsvSource({
    // A client that closes over its server's last bytes resets, and the server ends a moment later.
    "client, end, 0, COMPLETED",
    "client, reset, 0, COMPLETED",
    "client, end, 512, COMPLETED",
    "client, end, 513, CLIENT_RESET",
    "client, nothing, 0, CLIENT_RESET",
    // A server resets the client that says goodbye, whose end comes a moment later.
    "target, end, 0, COMPLETED",
    "target, reset, 0, COMPLETED",
    "target, end, 1, TARGET_RESET",
    "target, nothing, 0, TARGET_RESET"
  })
  void theOtherSidesGoodbyeMayComeBehindAReset(
      String first, String then, int said, CloseReason reason) {
    ScriptedLeg client = new ScriptedLeg(true);
    ScriptedLeg server = new ScriptedLeg(true);
    ScriptedLeg gone = first.equals("client") ? client : server;
    ScriptedLeg left = first.equals("client") ? server : client;
    Relay relay = new Relay(client, server, NoLimits.NONE, PipePool.open(0), 0);
    ByteBuffer room = ByteBuffer.allocateDirect(1024);
    relay.start(ByteBuffer.allocate(0), room, 0);
    client.sends(WORDS);
    relay.ready(client, true, false, room, 1);
    gone.resets();
    relay.ready(gone, true, false, room, 2);
    assertFalse(relay.over());
    assertTrue(gone.reset && !left.reset);
    assertEquals(NoLimits.NONE.farewell().toNanos(), relay.untilTick(2));
    left.sends(new byte[said]);
    if (then.equals("end")) {
      left.finishes();
    } else if (then.equals("reset")) {
      left.resets();
    }
    relay.ready(left, true, false, room, 3);
    relay.ready(left, true, false, room, 3);
    relay.tick(2 + NoLimits.NONE.farewell().toNanos());
    assertTrue(left.reset, "a reset stays one");
    assertEquals(new TunnelEnd(reason, 5, 0, 0), relay.end());
  }

  @Test
  void aClientThatEndsAndIsNotHeardOutHasNotCompleted() {
    ScriptedLeg client = new ScriptedLeg(true);
    ScriptedLeg lost = new ScriptedLeg(true);
    Relay relay = new Relay(client, lost, NoLimits.NONE, PipePool.open(0), 0);
    relay.start(ByteBuffer.allocate(0), scratch, 0);
    client.sends(WORDS);
    client.finishes();
    lost.resets();
    relay.ready(client, true, false, scratch, 1);
    assertEquals(new TunnelEnd(CloseReason.TARGET_RESET, 0, 0, 0), relay.end());
  }
}
