// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.leg.Leg;
import io.drawbridge.splice.PipePool;
import io.drawbridge.splice.SplicePipe;
import java.io.IOException;
import java.nio.ByteBuffer;

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
 * Little goes through the loop's scratch buffer, {@link Bulk} through a pipe of the kernel's or a
 * large buffer. Loop thread only. From one event to the next it owns a buffer or a pipe only while
 * BLOCKED.
 */
final class Flow {
  /** What a flow waits for. */
  enum State {
    OPEN, // the source
    BLOCKED, // the sink, with bytes pending for it
    ENDING, // the sink, with only the goodbye pending for it
    ENDED // nothing
  }

  /** A busy flow gives way to the others of its loop after so many: 256 KiB. */
  private static final int READS_PER_EVENT = 8;

  private final Leg source;
  private final Leg sink;
  private final Allowance allowance;
  private final Pending pending;
  private final Bulk bulk;
  private final Progress progress;
  private State state = State.OPEN;
  private boolean stopped; // reads no more
  private boolean goodbye = true; // the sink is told when the source ends
  private boolean discarding; // reads on, but to nowhere
  private long discarded;
  private boolean sourceEnded;
  private Leg used; // the last one to be read or written

  Flow(Leg source, Leg sink, Allowance allowance, PipePool pipes, long now) {
    this.source = source;
    this.sink = sink;
    this.allowance = allowance;
    this.bulk = new Bulk(pipes);
    this.pending = new Pending(bulk);
    this.progress = new Progress(now);
  }

  Leg source() {
    return source;
  }

  /** Which of its legs has failed, when {@link #pump} has. */
  Leg failed() {
    return used;
  }

  boolean ended() {
    return state == State.ENDED;
  }

  boolean reads() {
    return state == State.OPEN;
  }

  boolean writes() {
    return state == State.BLOCKED || state == State.ENDING;
  }

  boolean blocked() {
    return state == State.BLOCKED;
  }

  /** Whether the source said that nothing more will come. */
  boolean sourceEnded() {
    return sourceEnded;
  }

  /** Whether it could go on at once and no selector will tell. */
  boolean hasMore() {
    return state == State.OPEN && source.hasBuffered();
  }

  Progress progress() {
    return progress;
  }

  long spliced() {
    return pending.spliced();
  }

  /** Bytes that came before the flow began; they go first. */
  void prepend(ByteBuffer early, long now) {
    if (early.hasRemaining()) {
      early.limit(early.position() + allowance.admit(early.remaining()));
      pending.hold(early);
      await(State.BLOCKED, now);
    }
  }

  /**
   * Goes as far as it can without waiting, and not too long.
   *
   * @throws IOException if one of the legs is lost: {@link #failed} says which
   */
  void pump(ByteBuffer scratch, long now) throws IOException {
    if (state == State.BLOCKED) {
      push(now);
    }
    boolean more = true;
    // The last words of a lost source come but once: nobody will tell of what is left.
    int most = goodbye || discarding ? READS_PER_EVENT : Integer.MAX_VALUE;
    for (int reads = 0; more && state == State.OPEN && reads < most; reads++) {
      SplicePipe pipe = inBulk() ? bulk.pipe(source, sink, allowance) : null;
      more = pipe == null ? pull(scratch, now) : splice(pipe, scratch, now);
    }
    if (state == State.ENDING) {
      used = sink;
      if (sink.finish()) {
        end(now);
      }
    }
  }

  /** Last words may be more than one load of bulk. */
  private boolean inBulk() {
    return goodbye && !discarding;
  }

  private void push(long now) throws IOException {
    if (!offer(now)) {
      return;
    }
    if (stopped) {
      end(now);
    } else {
      state = State.OPEN;
    }
  }

  /** Whether there may be more to read. */
  private boolean pull(ByteBuffer scratch, long now) throws IOException {
    used = source;
    ByteBuffer into = bulk.room(scratch, source, sink, inBulk());
    try {
      int room = into.remaining();
      int count = source.read(into);
      bulk.copied(count, room);
      if (count < 0) {
        finished(now);
      } else if (discarding) {
        discarded += count;
      } else if (count > 0) {
        pass(into.flip(), now);
      }
      // A short read says that there is no more: asking again would cost a system call.
      return into == scratch && (count == room || (count > 0 && source.hasBuffered()));
    } finally {
      pending.releaseUnlessHeld(into);
    }
  }

  private void finished(long now) {
    // A failure is told once: behind it, also a reset source reads as one that has ended.
    sourceEnded = goodbye || discarding;
    if (goodbye) {
      await(State.ENDING, now);
    } else {
      end(now);
    }
  }

  private void pass(ByteBuffer bytes, long now) throws IOException {
    used = sink;
    bytes.limit(allowance.admit(bytes.remaining()));
    int count = bytes.remaining();
    discarded += count; // should the sink be lost
    progress.taken(sink.write(bytes), now);
    discarded -= count;
    if (bytes.hasRemaining()) {
      pending.keep(bytes);
    }
    if (!pending.isEmpty() || !sink.flush()) {
      await(State.BLOCKED, now);
    }
    if (allowance.exceeded()) {
      stop(now);
    }
  }

  /**
   * As {@link #pull} and {@link #pass}, with bytes that this process never sees. One load is enough
   * for one event: it is as much as many reads.
   */
  private boolean splice(SplicePipe pipe, ByteBuffer scratch, long now) throws IOException {
    used = source;
    int count = bulk.fill(pipe, source);
    if (count == 0) {
      // Splicing stops before an urgent byte (RFC 9293 §3.8.5) and without memory, and says so in
      // the same way as "nothing now" and even "ended": only a read is to be believed.
      return pull(scratch, now);
    }
    allowance.admit(count);
    pending.hold(pipe);
    await(State.BLOCKED, now);
    if (offer(now)) {
      state = State.OPEN;
    }
    return false;
  }

  /**
   * Gives the sink what it takes now; whether that was all. A pipe is emptied in parts, until none
   * is taken: a reset behind a part is told only to the next one, or would pass for a goodbye.
   */
  private boolean offer(long now) throws IOException {
    used = sink;
    int count;
    do {
      count = pending.pushTo(sink);
      progress.taken(count, now);
    } while (count > 0 && pending.inPipe());
    return pending.isEmpty() && sink.flush();
  }

  private void await(State next, long now) {
    state = next;
    progress.waits(now);
  }

  /** The sink is lost: nothing that comes can be passed on, but an end that has come is noticed. */
  void lookForEnd(ByteBuffer scratch) {
    try {
      int count = state == State.OPEN ? source.read(scratch.clear()) : 0;
      sourceEnded |= count < 0;
      discarded += Math.max(0, count);
    } catch (IOException _) {
      // Lost as well: then it has not ended.
    }
  }

  /** The source is lost: its end, should one be read, is none. */
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
    if (!ended()) {
      end(now);
    }
  }

  /** The sink is lost: the source is read to its end, should that come, but to nowhere. */
  void hearOut() {
    goodbye = false;
    discard();
  }

  long discarded() {
    return discarded;
  }

  /** Reads on and throws away, so that closing the source does not reset it. */
  void discard() {
    pending.forget();
    discarding = true;
    state = State.OPEN;
  }

  private void end(long now) {
    pending.forget();
    state = State.ENDED;
    progress.ends(now);
  }
}
