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

/**
 * The one thread that writes: takes what waits, writes it as one batch, and settles each entry.
 * While the file cannot be written grants fail at once, closes are kept (at most {@value #SPOOL})
 * and written first afterwards, and refusals are counted.
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

  /** Whether nothing is written any more. Any thread. */
  boolean ended() {
    return ended;
  }

  @Override
  public void run() {
    try {
      while (round()) {
        // Until told to stop.
      }
      end();
    } catch (InterruptedException _) {
      problem = "the audit's thread was interrupted";
    } catch (RuntimeException | Error e) {
      // Nobody writes any more: grants must fail rather than wait, and readiness says why.
      problem = "the audit's thread failed: " + e;
    } finally {
      ended = true;
      journal.close();
      queue.takeNow(Integer.MAX_VALUE).forEach(entry -> entry.settle(false));
    }
  }

  private boolean round() throws InterruptedException {
    List<Entry> batch = queue.take(BATCH, TICK);
    boolean stop = batch.removeIf(entry -> entry == STOP);
    summaries(batch, stop);
    if (stop) {
      batch.addAll(queue.takeNow(Integer.MAX_VALUE));
    }
    write(batch, stop);
    return !stop;
  }

  private void summaries(List<Entry> batch, boolean end) {
    for (RefusalBudget.Sum sum : strangers.due(end)) {
      batch.add(new Entry(Entry.Kind.STRANGER, "", Bodies.summary(sum)));
    }
    for (RefusalBudget.Sum sum : known.due(end)) {
      batch.add(new Entry(Entry.Kind.REFUSED, "", Bodies.summary(sum)));
    }
  }

  private void write(List<Entry> batch, boolean now) {
    if (failing && !now && System.nanoTime() - failedAt < RETRY) {
      batch.forEach(this::miss);
      return;
    }
    lose(dropped.getAndSet(Losses.NONE));
    List<Entry> rest = batch;
    try {
      journal.begin();
      unspool();
      for (int i = 0; i < batch.size(); i++) {
        if (journal.pending() >= BATCH_BYTES) {
          commit();
        }
        rest = batch.subList(i + 1, batch.size());
        add(batch.get(i));
      }
      commit();
      gap(now);
      failing = false;
      problem =
          journal.fits(Entry.Kind.GRANTED, 2048) ? null : "the audit file has reached max_bytes";
    } catch (IOException e) {
      failing = true;
      failedAt = System.nanoTime();
      problem = "the audit file cannot be written: " + e.getMessage();
      taken.forEach(this::miss);
      taken.clear();
      rest.forEach(this::miss);
    }
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
    if (entry.kind() == Entry.Kind.CLOSED && spool.size() < SPOOL) {
      spool.addLast(entry);
    } else if (entry != STOP) {
      lose(Losses.NONE.plus(entry.kind()));
    }
    entry.settle(false);
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
    } catch (IOException e) {
      problem = "the audit file cannot be written: " + e.getMessage();
    }
  }
}
