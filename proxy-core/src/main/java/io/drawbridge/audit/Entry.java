// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A finished record on its way to the writer, and what became of it. Any thread. */
final class Entry {
  /** What it records; decides what is given up first. */
  enum Kind {
    /** A grant: somebody waits for it. */
    GRANTED,
    /** A refusal of somebody whose identity was verified. */
    REFUSED,
    /** A refusal of somebody unknown, or several summed up. */
    STRANGER,
    /** The end of a tunnel: kept until it can be written. */
    CLOSED
  }

  private enum Fate {
    WAITING,
    TAKEN,
    WRITTEN,
    FAILED,
    GIVEN_UP
  }

  private final Kind kind;
  private final String session;
  private final String body;
  private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.WAITING);
  private final CountDownLatch settled = new CountDownLatch(1);

  Entry(Kind kind, String session, String body) {
    this.kind = kind;
    this.session = session;
    this.body = body;
  }

  Kind kind() {
    return kind;
  }

  /** The session; empty if it is about several, or opens no tunnel. */
  String session() {
    return session;
  }

  String body() {
    return body;
  }

  /** The writer takes it; false if nobody waits for it any more. */
  boolean take() {
    return fate.compareAndSet(Fate.WAITING, Fate.TAKEN) || fate.get() == Fate.TAKEN;
  }

  /** The writer says what became of it. */
  void settle(boolean written) {
    fate.set(written ? Fate.WRITTEN : Fate.FAILED);
    settled.countDown();
  }

  /** Whether it was written, waiting at most so long; after that it is not written if avoidable. */
  boolean await(long nanos) throws InterruptedException {
    if (!settled.await(nanos, TimeUnit.NANOSECONDS)) {
      fate.compareAndSet(Fate.WAITING, Fate.GIVEN_UP);
    }
    return fate.get() == Fate.WRITTEN;
  }

  /** Nobody waits for it any more. */
  void giveUp() {
    fate.compareAndSet(Fate.WAITING, Fate.GIVEN_UP);
  }
}
