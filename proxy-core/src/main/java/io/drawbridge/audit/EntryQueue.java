// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * What waits to be written. Somebody waits for a grant, and may look for a refusal as soon as it is
 * answered, so these wake the writer. For closes it takes a little while to gather them: waking it
 * for each would cost every connection two switches of threads. One thread takes, any may offer.
 */
final class EntryQueue {
  /** How long a record may wait for others where nobody waits for it. */
  private static final long GATHERING = Duration.ofMillis(2).toNanos();

  private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();
  private final AtomicInteger size = new AtomicInteger();
  private volatile Thread taker;
  private volatile boolean called; // the taker is awake, or has been woken
  private volatile boolean hurried; // something is urgent

  /** Puts it last; the writer hurries if it is urgent. */
  void offer(Entry entry, boolean urgent) {
    entries.add(entry);
    // Not before: one that there was no memory for would count for ever.
    size.incrementAndGet();
    if (urgent) {
      hurry();
    } else if (!called) {
      called = true;
      LockSupport.unpark(taker);
    }
  }

  void hurry() {
    hurried = true;
    LockSupport.unpark(taker);
  }

  int size() {
    return size.get();
  }

  /** Takes at most so many, waiting at most so long for the first. */
  List<Entry> take(int most, long nanos) throws InterruptedException {
    taker = Thread.currentThread();
    called = false;
    if (entries.isEmpty() && !hurried) {
      LockSupport.parkNanos(this, nanos);
    }
    called = true;
    if (!hurried && !entries.isEmpty() && size.get() < most) {
      LockSupport.parkNanos(this, GATHERING);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("the audit's thread was interrupted");
    }
    hurried = false;
    List<Entry> taken = takeNow(most);
    if (taken.size() == most) {
      // Whoever waits may be among those that are left.
      hurried = true;
    }
    return taken;
  }

  /** Takes at most so many of those that are there. */
  List<Entry> takeNow(int most) {
    // Long enough from the beginning: if there were no memory for it later, entries would be lost.
    int room = Math.min(most, size.get());
    List<Entry> taken = new ArrayList<>(room);
    Entry entry;
    while (taken.size() < room && (entry = entries.poll()) != null) {
      taken.add(entry);
    }
    size.addAndGet(-taken.size());
    return taken;
  }
}
