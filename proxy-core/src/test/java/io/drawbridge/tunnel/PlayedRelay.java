// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.drawbridge.observe.CloseReason;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Arrays;

/** One tunnel, through which a sequence of events is played, and what must hold all the time. */
final class PlayedRelay {
  /** What can befall a tunnel. */
  enum Event {
    CLIENT_DATA,
    TARGET_DATA,
    CLIENT_FIN,
    TARGET_FIN,
    CLIENT_RST,
    TARGET_RST,
    CLIENT_BLOCKS,
    TARGET_BLOCKS,
    TARGET_TAKES_ONE,
    ALL_TAKE,
    SECOND_PASSES,
    FORCED
  }

  private final TunnelLimits limits;
  private final ByteBuffer scratch;
  private final ScriptedLeg client;
  private final ScriptedLeg target = new ScriptedLeg(true);
  private final boolean clientFirst;
  private final boolean resetsUnderWay;
  private final Relay relay;
  private long now = Long.MAX_VALUE - 5; // the clock overflows under way
  private byte next;
  private boolean forced;
  private boolean smooth = true; // nothing but data and goodbyes so far
  private boolean targetSpeaksFreely = true; // nothing keeps its words from the client

  PlayedRelay(
      RelayInterleavingTest test, boolean halfCloses, boolean holdsInside, boolean clientFirst) {
    this.limits = test.limits;
    this.scratch = test.scratch;
    this.client = new ScriptedLeg(halfCloses);
    if (holdsInside) {
      client.holdsInside();
    }
    this.clientFirst = clientFirst;
    this.resetsUnderWay = test.kernel != null && test.kernel.hasResetsUnderWay();
    if (test.kernel != null) {
      test.kernel.forgetSockets();
      client.in(test.kernel);
      target.in(test.kernel);
    }
    this.relay = new Relay(client, target, limits, test.pipes, now);
  }

  void play(Event[] sequence) {
    byte[] early = bytes(2);
    client.sends(early);
    client.takeUnread();
    relay.start(ByteBuffer.wrap(early), scratch, now);
    deliver();
    for (Event event : sequence) {
      happens(event);
      deliver();
      checkAlways();
      if (event != Event.CLIENT_RST && event != Event.TARGET_RST) {
        client.resetArrives();
        target.resetArrives();
        deliver();
        checkAlways();
      }
      targetSpeaksFreely &=
          switch (event) {
            case CLIENT_RST, CLIENT_BLOCKS, SECOND_PASSES, FORCED -> false;
            default -> limits.bytes().isEmpty();
          };
      smooth &= event.ordinal() <= Event.TARGET_FIN.ordinal() || event == Event.ALL_TAKE;
    }
    if (smooth && client.peerFinished() && target.peerFinished()) {
      assertTrue(
          relay.over() && relay.end().reason() != CloseReason.IDLE, "goodbyes do not end it");
    }
    for (int seconds = 0; !relay.over() && seconds < 120; seconds++) {
      happens(Event.SECOND_PASSES);
      deliver();
      checkAlways();
    }
    checkEnd();
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    for (int i = 0; i < count; i++) {
      bytes[i] = next++;
    }
    return bytes;
  }

  private void happens(Event event) {
    switch (event) {
      case CLIENT_DATA -> client.sends(bytes(5));
      case TARGET_DATA -> target.sends(bytes(5));
      case CLIENT_FIN -> client.finishes();
      case TARGET_FIN -> target.finishes();
      case CLIENT_RST -> reset(client);
      case TARGET_RST -> reset(target);
      case CLIENT_BLOCKS -> client.takes(0);
      case TARGET_BLOCKS -> target.takes(0);
      case TARGET_TAKES_ONE -> target.takes(1);
      case ALL_TAKE -> {
        client.takes(Integer.MAX_VALUE);
        target.takes(Integer.MAX_VALUE);
      }
      case SECOND_PASSES -> {
        now += Duration.ofSeconds(1).toNanos();
        relay.tick(now);
      }
      case FORCED -> {
        forced |= !relay.over();
        relay.force(CloseReason.KILLED, now);
      }
    }
  }

  private void reset(ScriptedLeg leg) {
    if (resetsUnderWay) {
      leg.resetIsUnderWay();
    } else {
      leg.resets();
    }
  }

  /** Plays the selector until there is nothing more to tell. */
  private void deliver() {
    boolean progress = true;
    for (int rounds = 0; progress; rounds++) {
      assertTrue(rounds < 1_000, "spins");
      progress = ready(clientFirst ? client : target) | ready(clientFirst ? target : client);
    }
  }

  private boolean ready(ScriptedLeg leg) {
    if (relay.over()) {
      return false;
    }
    int ops = leg.readyOps(relay.interest(leg));
    if (ops != 0) {
      relay.ready(
          leg, (ops & SelectionKey.OP_READ) != 0, (ops & SelectionKey.OP_WRITE) != 0, scratch, now);
    }
    return ops != 0;
  }

  private void checkAlways() {
    assertPrefix(client.sent(), target.arrived());
    assertPrefix(target.sent(), client.arrived());
    assertEquals(target.arrived().length, relay.bytesUp());
    assertEquals(client.arrived().length, relay.bytesDown());
    assertTrue(relay.bytesUp() + relay.bytesDown() <= limit(), "more than the limit");
    assertEquals(0, client.afterEnd + target.afterEnd, "used after its end");
    if (!relay.over()) {
      assertTrue(relay.untilTick(now) != TimeLimits.NEVER, "waits without a timer");
      assertFalse(client.ended() && target.ended(), "both gone but not over");
    }
  }

  private void checkEnd() {
    assertTrue(relay.over(), "never ends");
    assertTrue(client.ended() && target.ended(), "a leg stays");
    TunnelEnd end = relay.end();
    boolean orderly =
        end.reason() == CloseReason.COMPLETED || end.reason() == CloseReason.CLOSED_BY_TLS12;
    if (end.reason() == CloseReason.COMPLETED && client.reset) {
      assertTrue(client.peerReset() || target.peerReset(), "an orderly end was reset");
      assertArrayEquals(client.sent(), target.arrived());
      assertTrue(client.peerReset() || Arrays.equals(target.sent(), client.arrived()));
      assertTrue(target.reset, "a reset must stay one");
    } else if (end.reason() == CloseReason.COMPLETED) {
      assertArrayEquals(client.sent(), target.arrived());
      assertArrayEquals(target.sent(), client.arrived());
      assertTrue(client.finished && target.finished, "a goodbye was not passed on");
      assertTrue(client.closed && target.closed, "an orderly end was reset");
    } else if (!orderly) {
      assertTrue(client.reset && target.reset, "a forced end was orderly");
    }
    if (target.finished) {
      assertTrue(client.peerFinished(), "goodbye of a client that said none");
      assertArrayEquals(client.sent(), target.arrived(), "goodbye before all was said");
    }
    if (client.finished && client.halfCloses()) {
      assertTrue(target.peerFinished(), "goodbye of a target that said none");
      assertArrayEquals(target.sent(), client.arrived(), "goodbye before all was said");
    }
    if (end.reason() == CloseReason.TARGET_RESET && targetSpeaksFreely) {
      assertArrayEquals(target.sent(), client.arrived(), "last words lost");
    }
    checkReason(end.reason());
  }

  private long limit() {
    return limits.bytes().orElse(Long.MAX_VALUE);
  }

  private void checkReason(CloseReason reason) {
    boolean told =
        switch (reason) {
          case COMPLETED ->
              client.peerFinished() && (client.peerReset() || target.peerReset())
                  || target.peerFinished() && (client.peerReset() || target.peerReset())
                  || client.peerFinished() && target.peerFinished()
                  || client.peerReset() && target.peerReset();
          case CLOSED_BY_TLS12 -> client.peerFinished() && !client.halfCloses();
          case CLIENT_RESET -> client.peerReset();
          case TARGET_RESET -> target.peerReset();
          case KILLED -> forced;
          case BYTES -> client.sent().length + target.sent().length > limit();
          case IDLE, STALLED, HALF_CLOSED -> true;
          default -> false;
        };
    assertTrue(told, "ended as " + reason);
  }

  private void assertPrefix(byte[] whole, byte[] part) {
    assertTrue(part.length <= whole.length, "more arrived than was sent");
    assertArrayEquals(Arrays.copyOf(whole, part.length), part);
  }
}
