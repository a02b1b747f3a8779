// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.loop.Deadline;
import java.util.concurrent.CountDownLatch;

/**
 * A finished record on its way to the writer, which settles it once. Somebody may wait for that.
 * Any thread.
 */
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

  final Kind kind;
  final Body body;
  private final Deadline deadline;
  private final CountDownLatch answered = new CountDownLatch(1);
  private volatile boolean written;
  private volatile boolean settled;

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

  /** Whether somebody waited in vain for it: then it is not written if avoidable. */
  boolean givenUp() {
    return answered.getCount() == 0;
  }

  boolean settled() {
    return settled;
  }

  void settle(boolean inTheFile) {
    written = inTheFile;
    settled = true;
    answered.countDown();
  }

  /** Waits until it is settled or given up; whether it was written. */
  boolean await() throws InterruptedException {
    answered.await();
    return written;
  }

  void giveUpIfLate() {
    if (deadline.passed()) {
      giveUp();
    }
  }

  /** Nobody waits for it any more. */
  void giveUp() {
    answered.countDown();
  }
}
