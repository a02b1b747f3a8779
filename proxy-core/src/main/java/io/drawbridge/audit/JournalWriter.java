// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that writes: takes what waits, writes it as one batch, and settles each entry.
 * While the file cannot be written grants fail at once, closes are kept (at most {@value #SPOOL})
 * and written first afterwards, and refusals are counted. Nothing that a turn throws ends the
 * thread: without memory, say, the turn's grants fail, and the next turn tries again.
 */
final class JournalWriter implements Runnable {
  /** Most closes kept while the file cannot be written. */
  static final int SPOOL = 65_536;

  /** Tells the thread to write what is left and end. */
  static final Entry STOP = new Entry(Entry.Kind.CLOSED, "", "");

  private static final int BATCH = 512;
  private static final int BATCH_BYTES = 1024 * 1024;
  private static final long TICK = Duration.ofMillis(500).toNanos();
  private static final long MINUTE = Duration.ofMinutes(1).toNanos();
  private static final long RETRY = Duration.ofMillis(200).toNanos();

  private final Journal journal;
  private final EntryQueue queue;
  private final RefusalBudget strangers;
  private final RefusalBudget known;
  private final AtomicReference<Losses> dropped;
  private final InstantSource clock;
  private final Deque<Entry> spool = new ArrayDeque<>();
  private final List<Entry> taken = new ArrayList<>();
  private Losses losses = Losses.NONE;
  private Instant gapFrom;
  private long gapAt = System.nanoTime() - MINUTE;
  private boolean failing;
  private long failedAt;
  private boolean stopping;
  private volatile long turned = System.nanoTime();
  private volatile String problem;
  private volatile boolean ended;

  JournalWriter(
      Journal journal,
      EntryQueue queue,
      RefusalBudget strangers,
      RefusalBudget known,
      AtomicReference<Losses> dropped,
      InstantSource clock) {
    this.journal = journal;
    this.queue = queue;
    this.strangers = strangers;
    this.known = known;
    this.dropped = dropped;
    this.clock = clock;
  }

  /** Why nothing can be granted now; empty if it can. Any thread. */
  Optional<String> problem() {
    return Optional.ofNullable(problem);
  }

  /** How long ago the thread last began a turn; more than a second or two if it hangs. */
  Duration sinceTurn() {
    return Duration.ofNanos(System.nanoTime() - turned);
  }

  /** Whether nothing is written any more. Any thread. */
  boolean ended() {
    return ended;
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        turned = System.nanoTime();
        turn();
      }
      end();
    } finally {
      ended = true;
      journal.close();
      queue.takeNow(Integer.MAX_VALUE).forEach(entry -> entry.settle(false));
    }
  }

  private void turn() {
    List<Entry> batch = List.of();
    try {
      batch = queue.take(BATCH, TICK);
      stopping = batch.removeIf(entry -> entry == STOP) || stopping;
      summaries(batch, stopping);
      if (stopping) {
        batch.addAll(queue.takeNow(Integer.MAX_VALUE));
      }
      write(batch, stopping);
    } catch (InterruptedException _) {
      // Nobody has a reason to; what waits is looked at again at once.
      problem = "the audit's thread was interrupted";
    } catch (IOException | RuntimeException | Error e) {
      failed(batch, e);
    }
  }

  /** Grants fail rather than wait, and readiness says why, until a turn has written again. */
  private void failed(List<Entry> batch, Throwable e) {
    failing = true;
    failedAt = System.nanoTime();
    taken.clear();
    // Before anybody is answered, who may ask for it; and what needs no memory first.
    problem = "the audit's thread has no memory";
    try {
      problem =
          "the audit file cannot be written: "
              + (e instanceof IOException ? e.getMessage() : e.toString());
      for (Entry entry : batch) {
        if (!entry.settled()) {
          miss(entry);
        }
      }
    } catch (RuntimeException | Error _) {
      // Whoever is not answered is given up at its deadline.
      LockSupport.parkNanos(RETRY);
    }
  }

  private void summaries(List<Entry> batch, boolean end) {
    for (RefusalBudget.Sum sum : strangers.due(end)) {
      batch.add(new Entry(Entry.Kind.STRANGER, "", Bodies.summary(sum)));
    }
    for (RefusalBudget.Sum sum : known.due(end)) {
      batch.add(new Entry(Entry.Kind.REFUSED, "", Bodies.summary(sum)));
    }
  }

  private void write(List<Entry> batch, boolean now) throws IOException {
    if (failing && !now && System.nanoTime() - failedAt < RETRY) {
      batch.forEach(this::miss);
      return;
    }
    lose(dropped.getAndSet(Losses.NONE));
    journal.begin();
    unspool();
    for (Entry entry : batch) {
      if (journal.pending() >= BATCH_BYTES) {
        commit();
      }
      add(entry);
    }
    commit();
    gap(now);
    failing = false;
    problem =
        journal.fits(Entry.Kind.GRANTED, 2048) ? null : "the audit file has reached max_bytes";
  }

  /** What was kept comes first; it leaves the spool once it is written. */
  private void unspool() throws IOException {
    while (!spool.isEmpty()) {
      for (Entry entry : spool) {
        if (journal.pending() >= BATCH_BYTES) {
          break;
        }
        journal.add("closed", entry.session(), entry.body());
        taken.add(entry);
      }
      int written = taken.size();
      taken.clear();
      journal.commit();
      for (int i = 0; i < written; i++) {
        spool.removeFirst();
      }
    }
  }

  private void add(Entry entry) {
    if (!entry.take()) {
      entry.settle(false);
      return;
    }
    if (!journal.fits(entry.kind(), entry.body().length() * 3)) {
      miss(entry);
      return;
    }
    journal.add(event(entry), entry.session(), entry.body());
    taken.add(entry);
  }

  private static String event(Entry entry) {
    return switch (entry.kind()) {
      case GRANTED -> entry.session().isEmpty() ? "checked" : "granted";
      case REFUSED, STRANGER -> "refused";
      case CLOSED -> "closed";
    };
  }

  private void commit() throws IOException {
    journal.commit();
    taken.forEach(entry -> entry.settle(true));
    taken.clear();
  }

  /** Says what was lost: at once after a failure, else once a minute, so that it costs no share. */
  private void gap(boolean end) throws IOException {
    boolean due = failing || end;
    boolean often = System.nanoTime() - gapAt < MINUTE;
    if (!losses.any() || !due && often) {
      return;
    }
    String body = Bodies.gap(gapFrom, clock.instant(), losses);
    if (journal.fits(due ? Entry.Kind.GRANTED : Entry.Kind.REFUSED, body.length())) {
      journal.add("gap", "", body);
      journal.commit();
      losses = Losses.NONE;
      gapAt = System.nanoTime();
    }
  }

  /** It was not written: a close is kept, anything else counted. */
  private void miss(Entry entry) {
    entry.settle(false);
    if (entry.kind() == Entry.Kind.CLOSED && spool.size() < SPOOL) {
      spool.addLast(entry);
    } else if (entry != STOP) {
      lose(Losses.NONE.plus(entry.kind()));
    }
  }

  private void lose(Losses more) {
    if (more.any()) {
      gapFrom = losses.any() ? gapFrom : clock.instant();
      losses = losses.plus(more);
    }
  }

  private void end() {
    try {
      journal.begin();
      journal.add("end", "", Bodies.end(clock.instant(), journal.open()));
      journal.commit();
    } catch (IOException | RuntimeException | Error e) {
      problem = "the end of the audit cannot be written: " + e.getMessage();
    }
  }
}
