// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.leg.Leg;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.splice.PipePool;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.time.Duration;

/**
 * The two flows between two legs, and how the whole of it ends. It knows no selector, no thread and
 * no clock: it is told what happened and at what time.
 *
 * <pre>
 *   relaying ─── both flows ended ──────────────────────────────▶ COMPLETED, legs closed
 *      │ ├────── reset explained by a {@link Farewell} ─────────▶ COMPLETED, legs reset
 *      │ ├────── TLS 1.2 goodbye ──▶ delivering, at most 1 s ───▶ CLOSED_BY_TLS12, legs closed
 *      │ └────── reset, truncation, limit, force ─▶ parting ────▶ that reason, legs reset
 *      └──────── abort ─────────────────────────────────────────▶ that reason, legs reset
 * </pre>
 *
 * Parting reads no more and offers what was read for at most 1 s. The first reason stays.
 */
final class Relay {
  /** How long bytes already read are offered once the tunnel is over. */
  static final Duration PARTING = Duration.ofSeconds(1);

  private final Leg downstream;
  private final Leg upstream;
  private final Flow up;
  private final Flow down;
  private final Farewell farewell;
  private final Allowance allowance;
  private final TimeLimits limits;
  private CloseReason reason; // null while relaying
  private boolean orderly; // legs are closed, not reset
  private boolean parting;
  private long partingSince;
  private boolean over;

  Relay(Leg downstream, Leg upstream, TunnelLimits limits, PipePool pipes, long now) {
    this.downstream = downstream;
    this.upstream = upstream;
    this.allowance = new Allowance(limits.bytes());
    this.limits = new TimeLimits(limits, now);
    this.up = new Flow(downstream, upstream, allowance, pipes, now);
    this.down = new Flow(upstream, downstream, allowance, pipes, now);
    this.farewell = new Farewell(up, down, limits.farewell());
  }

  /** Early bytes first, then whatever is in the legs already. */
  void start(ByteBuffer early, ByteBuffer scratch, long now) {
    up.prepend(early, now);
    pump(up, scratch, now);
    pump(down, scratch, now);
    settle(now);
  }

  void ready(Leg leg, boolean readable, boolean writable, ByteBuffer scratch, long now) {
    Flow from = from(leg);
    // Reading comes first: a failed write would hide the last words of a peer that has reset.
    if (readable) {
      pump(from, scratch, now);
    }
    if (writable && !over) {
      flush(leg, scratch, now);
      pump(other(from), scratch, now);
    }
    settle(now);
  }

  /** Goes on where {@link #hasMore} said so. */
  void resume(ByteBuffer scratch, long now) {
    if (up.hasMore()) {
      pump(up, scratch, now);
    }
    if (down.hasMore()) {
      pump(down, scratch, now);
    }
    settle(now);
  }

  /** Whether a flow could go on at once and no selector will tell. */
  boolean hasMore() {
    return !over && (up.hasMore() || down.hasMore());
  }

  int interest(Leg leg) {
    Flow from = from(leg);
    // TLS may have to write in order to read.
    boolean writing = other(from).writes() || leg.inside() > 0;
    return (from.reads() ? SelectionKey.OP_READ : 0) | (writing ? SelectionKey.OP_WRITE : 0);
  }

  /** Ends it from outside: what was read is offered for at most 1 s, then both legs are reset. */
  void force(CloseReason why, long now) {
    part(why, now);
    settle(now);
  }

  /** Ends it at once, whatever is pending. */
  void abort(CloseReason why, long now) {
    if (reason == null) {
      reason = why;
    }
    orderly = false;
    finish(now);
  }

  /** Looks whether a limit has struck. */
  void tick(long now) {
    if (over || untilTick(now) > 0) {
      return;
    }
    if (farewell.giveUp(now)) {
      settle(now);
    } else if (parting) {
      finish(now);
    } else if (reason == null) {
      force(limits.nearest(), now);
    } else {
      // A TLS 1.2 goodbye, and the other side does not take what came before it.
      abort(reason, now);
    }
  }

  /** Nanoseconds until the next {@link #tick} matters, or {@link TimeLimits#NEVER}. */
  long untilTick(long now) {
    if (parting) {
      Duration most = farewell.hearing() ? farewell.patience() : PARTING;
      return most.toNanos() - (now - partingSince);
    }
    limits.look(up, down, now);
    return limits.left();
  }

  /** What runs against time, as bits: only a new one makes the next tick come earlier. */
  int running() {
    return (up.writes() ? 1 : 0)
        | (down.writes() ? 2 : 0)
        | (up.ended() != down.ended() ? 4 : 0)
        | (parting ? 8 : 0);
  }

  boolean over() {
    return over;
  }

  /** How it ended; only once it is {@link #over}. */
  TunnelEnd end() {
    return new TunnelEnd(reason, bytesUp(), bytesDown(), up.spliced() + down.spliced());
  }

  /** Any thread. */
  long bytesUp() {
    return up.progress().moved();
  }

  /** Any thread. */
  long bytesDown() {
    return down.progress().moved();
  }

  private Flow from(Leg leg) {
    return leg == downstream ? up : down;
  }

  private Flow other(Flow flow) {
    return flow == up ? down : up;
  }

  private void pump(Flow flow, ByteBuffer scratch, long now) {
    try {
      flow.pump(scratch, now);
    } catch (IOException failure) {
      failed(flow, flow.failed(), failure, scratch, now);
    }
  }

  private void flush(Leg leg, ByteBuffer scratch, long now) {
    int inside = leg.inside();
    try {
      leg.flush();
      if (leg.inside() < inside) {
        other(from(leg)).progress().drained(now);
      }
    } catch (IOException failure) {
      failed(other(from(leg)), leg, failure, scratch, now);
    }
  }

  /** A leg is lost: what came from it is still offered to the other one, then that is reset too. */
  private void failed(Flow moving, Leg leg, IOException cause, ByteBuffer scratch, long now) {
    Flow from = from(leg);
    Flow rest = other(from);
    boolean read = moving == from;
    if (reason == null && read) {
      // A selector may tell of one side's reset before it tells of the other's goodbye.
      rest.lookForEnd(scratch);
    }
    farewell.look(leg, cause, read, now);
    if (reason == null) {
      lastWords(from, scratch, now);
    }
    from.stop(now);
    if (reason == null && farewell.hears(rest)) {
      parting = true;
      partingSince = now;
    } else {
      rest.abandon(now);
      part(farewell.reason(), now);
    }
    leg.reset();
  }

  /** A write failed, but what the peer sent before it went may still be there to be read. */
  private void lastWords(Flow from, ByteBuffer scratch, long now) {
    try {
      from.withoutGoodbye();
      from.pump(scratch, now);
    } catch (IOException _) {
      // Expected of the lost leg; if it is the other one, nobody is left who could be told more.
      from.abandon(now);
    }
  }

  private void part(CloseReason why, long now) {
    if (reason == null) {
      reason = why;
    }
    // A TLS 1.2 goodbye under way has its reason, but is bounded like any other end from here on.
    if (!parting) {
      parting = true;
      partingSince = now;
      up.stop(now);
      down.stop(now);
    }
  }

  /** After every event: has this been the end, or the beginning of it? */
  private void settle(long now) {
    if (over) {
      return;
    }
    farewell.note(now);
    if (allowance.exceeded()) {
      part(CloseReason.BYTES, now);
    }
    endBothIfTold(up);
    endBothIfTold(down);
    if (up.ended() && down.ended()) {
      finish(now);
    } else if (orderly && !parting && (up.ended() || down.ended())) {
      parting = true;
      partingSince = now;
    }
  }

  /**
   * A TLS 1.2 goodbye that came in ends the direction back as well. Closing a leg over unread bytes
   * would reset it, and destroy what was delivered to it.
   */
  private void endBothIfTold(Flow flow) {
    boolean told = flow.sourceEnded() && !flow.source().halfCloses();
    if (reason != null || farewell.isReset() || !told || other(flow).ended()) {
      return;
    }
    reason = CloseReason.CLOSED_BY_TLS12;
    orderly = true;
    other(flow).discard();
    try {
      flow.source().finish();
    } catch (IOException ignored) {
      // It has said all it had to say, and is closed next.
    }
  }

  private void finish(long now) {
    if (over) {
      return;
    }
    over = true;
    if (reason == null) {
      reason = farewell.reason();
      orderly = !farewell.isReset();
    }
    up.abandon(now);
    down.abandon(now);
    if (orderly) {
      downstream.close();
      upstream.close();
    } else {
      downstream.reset();
      upstream.reset();
    }
  }
}
