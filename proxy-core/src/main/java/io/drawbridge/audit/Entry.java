// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.loop.Deadline;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/** A finished record on its way to the writer, and what became of it. Any thread. */
final class Entry {
  /** What it records; decides what is given up first. */
  enum Kind {
    /** A grant: somebody waits for it. */
    GRANTED,
    /** A refusal of somebody whose identity was verified, or several summed up. */
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
  private final Body body;
  private final Deadline deadline;
  private final AtomicReference<Fate> fate = new AtomicReference<>(Fate.WAITING);
  private final CountDownLatch answered = new CountDownLatch(1);

  /** One that nobody waits for. */
  Entry(Kind kind, Body body) {
    this(kind, body, new Deadline(System.nanoTime()));
  }

  /** One that somebody waits for, until the deadline. */
  Entry(Kind kind, Body body, Deadline deadline) {
    this.kind = kind;
    this.body = body;
    this.deadline = deadline;
  }

  Kind kind() {
    return kind;
  }

  Body body() {
    return body;
  }

  /** The writer takes it; false if nobody waits for it any more. */
  boolean take() {
    return fate.compareAndSet(Fate.WAITING, Fate.TAKEN) || fate.get() == Fate.TAKEN;
  }

  boolean settled() {
    Fate now = fate.get();
    return now == Fate.WRITTEN || now == Fate.FAILED;
  }

  void settle(boolean written) {
    fate.set(written ? Fate.WRITTEN : Fate.FAILED);
    answered.countDown();
  }

  /** Waits until it is settled or given up; whether it was written. */
  boolean await() throws InterruptedException {
    answered.await();
    return fate.get() == Fate.WRITTEN;
  }

  /** Past its deadline it is given up. */
  void look(long now) {
    if (now - deadline.nanos() >= 0) {
      giveUp();
    }
  }

  /** Nobody waits for it any more, and it is not written if avoidable. */
  void giveUp() {
    fate.compareAndSet(Fate.WAITING, Fate.GIVEN_UP);
    answered.countDown();
  }
}
