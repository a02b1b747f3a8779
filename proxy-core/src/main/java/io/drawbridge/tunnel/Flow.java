// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.leg.Leg;
import io.drawbridge.leg.LegBuffers;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One direction of a tunnel: what the source brings, the sink gets, in order, with back-pressure.
 *
 * <pre>
 *              sink takes not all of it
 *       OPEN ───────────────────────────▶ BLOCKED      not reading: this is the back-pressure
 *        │ ◀─────────────────────────────── │
 *        │         sink took the rest       │ stopped: sink took the rest
 *        │ source ended                     │
 *        ▼                                  │
 *      ENDING ──────────▶ ENDED ◀───────────┘
 *              sink's goodbye is out
 * </pre>
 *
 * Loop thread only, but for {@link #moved}. It owns a buffer only while BLOCKED.
 */
final class Flow {
  /** What a flow waits for. */
  enum State {
    /** The source. */
    OPEN,
    /** The sink, with bytes pending for it. */
    BLOCKED,
    /** The sink, with only the goodbye pending for it. */
    ENDING,
    /** Nothing. */
    ENDED
  }

  /** A busy flow gives way to the others of its loop after so many. */
  private static final int READS_PER_EVENT = 8;

  private final Leg source;
  private final Leg sink;
  private final Allowance allowance;
  private final AtomicLong moved = new AtomicLong();
  private State state = State.OPEN;
  private ByteBuffer pending; // null, or bytes the sink has not taken
  private boolean leased; // pending is one of LegBuffers
  private boolean stopped; // reads no more
  private boolean goodbye = true; // the sink is told when the source ends
  private boolean discarding; // reads on, but to nowhere
  private boolean sourceEnded;
  private long progressAt; // the sink took bytes, or the flow began or ended
  private long waitingSince; // only while BLOCKED or ENDING: no progress since then

  Flow(Leg source, Leg sink, Allowance allowance, long now) {
    this.source = source;
    this.sink = sink;
    this.allowance = allowance;
    this.progressAt = now;
  }

  Leg source() {
    return source;
  }

  Leg sink() {
    return sink;
  }

  State state() {
    return state;
  }

  boolean ended() {
    return state == State.ENDED;
  }

  /** Whether it waits for its source. */
  boolean reads() {
    return state == State.OPEN;
  }

  /** Whether it waits for its sink. */
  boolean writes() {
    return state == State.BLOCKED || state == State.ENDING;
  }

  /** Whether the source said that nothing more will come. */
  boolean sourceEnded() {
    return sourceEnded;
  }

  /** Whether it could go on at once and no selector will tell. */
  boolean hasMore() {
    return state == State.OPEN && source.hasBuffered();
  }

  /** Bytes the sink has taken; any thread. */
  long moved() {
    return moved.get();
  }

  long progressAt() {
    return progressAt;
  }

  long waitingSince() {
    return waitingSince;
  }

  /** Bytes that came before the flow began; they go first. */
  void prepend(ByteBuffer early, long now) {
    if (early.hasRemaining()) {
      early.limit(early.position() + allowance.admit(early.remaining()));
      pending = early;
      await(State.BLOCKED, now);
    }
  }

  /** Goes as far as it can without waiting, and not too long. */
  void pump(ByteBuffer scratch, long now) throws LegFailure {
    try {
      if (state == State.BLOCKED) {
        push(now);
      }
    } catch (IOException failure) {
      throw new LegFailure(sink, failure);
    }
    boolean more = true;
    for (int reads = 0; more && state == State.OPEN && reads < READS_PER_EVENT; reads++) {
      more = pull(scratch, now);
    }
    try {
      if (state == State.ENDING && sink.finish()) {
        end(now);
      }
    } catch (IOException failure) {
      throw new LegFailure(sink, failure);
    }
  }

  private void push(long now) throws IOException {
    if (pending != null) {
      taken(sink.write(pending), now);
      if (pending.hasRemaining()) {
        return;
      }
      forget();
    }
    if (!sink.flush()) {
      return;
    }
    if (stopped) {
      end(now);
    } else {
      state = State.OPEN;
    }
  }

  /** Whether there may be more to read. */
  private boolean pull(ByteBuffer scratch, long now) throws LegFailure {
    int count;
    try {
      count = source.read(scratch.clear());
    } catch (IOException failure) {
      throw new LegFailure(source, failure);
    }
    if (count < 0) {
      sourceEnded = true;
      if (goodbye) {
        await(State.ENDING, now);
      } else {
        end(now);
      }
      return false;
    }
    if (count > 0 && !discarding) {
      pass(scratch.flip(), now);
    }
    // A short read says that there is no more: asking again would cost a system call.
    return count == scratch.capacity() || (count > 0 && source.hasBuffered());
  }

  private void pass(ByteBuffer bytes, long now) throws LegFailure {
    bytes.limit(allowance.admit(bytes.remaining()));
    try {
      taken(sink.write(bytes), now);
      if (bytes.hasRemaining()) {
        pending = LegBuffers.lease().put(bytes).flip();
        leased = true;
        await(State.BLOCKED, now);
      } else if (!sink.flush()) {
        await(State.BLOCKED, now);
      }
    } catch (IOException failure) {
      throw new LegFailure(sink, failure);
    }
    if (allowance.exceeded()) {
      stop(now);
    }
  }

  private void taken(int count, long now) {
    if (count > 0) {
      moved.lazySet(moved.getPlain() + count);
      progressAt = now;
      waitingSince = now;
    }
  }

  private void await(State next, long now) {
    state = next;
    waitingSince = now;
  }

  /** The source is lost: its end, should one be read, is none that the sink may believe in. */
  void withoutGoodbye() {
    goodbye = false;
  }

  /** Reads no more; what was read is still offered to the sink, and no goodbye after it. */
  void stop(long now) {
    stopped = true;
    if (state == State.OPEN) {
      end(now);
    }
  }

  /** Gives up at once what is pending. */
  void abandon(long now) {
    stop(now);
    if (state != State.ENDED) {
      end(now);
    }
  }

  /** Reads on and throws away, so that closing the source does not reset it. */
  void discard() {
    forget();
    discarding = true;
    state = State.OPEN;
  }

  private void end(long now) {
    forget();
    state = State.ENDED;
    progressAt = now;
  }

  private void forget() {
    if (leased) {
      LegBuffers.giveBack(pending);
    }
    pending = null;
    leased = false;
  }
}
