// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.leg.Leg;
import io.drawbridge.observe.CloseReason;
import java.io.IOException;
import java.time.Duration;

/**
 * Whether a reset is only how a tunnel that had done its work came to its end. A database whose
 * client says goodbye inside its own TLS, and closes, often closes over those last bytes, which its
 * kernel tells as a reset; and the client itself resets what it closes over the server's last
 * bytes. To call each such run a broken one would bury those that are.
 *
 * <p>What can be known here is little: TCP tells neither whether a client that has ended its
 * direction still listens, nor whether a target has said all that it wanted. So a reset is passed
 * on as one in any case, and whoever does listen cannot take a part for the whole. Only the reason
 * is another one, and only if the other side's end was read or both have reset, all that the client
 * said has left, nothing is pending, and no more than a farewell was said since: one that was in
 * the middle of a long answer has reset the tunnel. Loop thread only.
 */
final class Farewell {
  /**
   * The most that counts as one. A TLS alert is 24 to 90 bytes; that leaves room for a database's
   * last line, and is less than an answer that somebody waits for would be cut at by chance.
   */
  static final int MOST_BYTES = 512;

  private final Flow up;
  private final Flow down;
  private final Duration patience;
  private long downBefore = -1; // bytes down when the client's end was read
  private long upBefore = -1; // bytes up when the target's end was read
  private CloseReason reset; // what the first failure is called; null as long as there is none
  private Flow heard; // from the side that may explain it
  private boolean lost;
  private boolean bothReset;

  /** Hears the side that is left out for so long; not at all if that is zero. */
  Farewell(Flow up, Flow down, Duration patience) {
    this.up = up;
    this.down = down;
    this.patience = patience;
  }

  /** After every event. */
  void note(long now) {
    if (downBefore < 0 && up.sourceEnded()) {
      downBefore = down.progress().moved();
    }
    if (upBefore < 0 && down.sourceEnded()) {
      upBefore = up.progress().moved();
    }
    if (hearing() && isNone()) {
      heard.abandon(now);
    }
  }

  /**
   * A leg has failed, and nothing was given up for it yet.
   *
   * @param read whether it failed by itself, and not when something was written to it
   */
  void look(Leg leg, IOException cause, boolean read, long now) {
    note(now);
    boolean client = leg == up.source();
    boolean unsaid = !client && !read && !up.sourceEnded();
    // Behind the end of what is said to it, a leg has only a goodbye inside.
    boolean sealed = leg.inside() > 0 && !(client ? down : up).sourceEnded();
    lost |= sealed || unsaid || pending();
    if (isReset()) {
      bothReset |= read;
    } else if (cause instanceof Leg.TruncatedException) {
      reset = CloseReason.TRUNCATED;
      lost = true;
    } else {
      reset = client ? CloseReason.CLIENT_RESET : CloseReason.TARGET_RESET;
    }
  }

  /** Whether the side that is left may still explain the reset; then it is heard out. */
  boolean hears(Flow rest) {
    if (explainsReset() || isNone() || !rest.reads() || patience.isZero()) {
      return false;
    }
    heard = rest;
    rest.hearOut();
    return true;
  }

  boolean hearing() {
    return heard != null && !heard.ended();
  }

  /** It took too long; whether anybody was being heard. */
  boolean giveUp(long now) {
    boolean hearing = hearing();
    if (hearing) {
      heard.abandon(now);
    }
    return hearing;
  }

  Duration patience() {
    return patience;
  }

  boolean isReset() {
    return reset != null;
  }

  /** How it ended, if nothing else ended it; once what the failed leg had said was offered. */
  CloseReason reason() {
    return reset == null || explainsReset() ? CloseReason.COMPLETED : reset;
  }

  private boolean explainsReset() {
    return !isNone()
        && !pending()
        && (bothReset || little(down, downBefore) || little(up, upBefore));
  }

  /** Whether bytes are lost for which it cannot have been a farewell. */
  private boolean isNone() {
    return lost || up.discarded() > 0 || down.discarded() > MOST_BYTES;
  }

  private boolean pending() {
    return up.blocked() || down.blocked();
  }

  private static boolean little(Flow flow, long before) {
    return before >= 0 && flow.progress().moved() - before <= MOST_BYTES;
  }
}
