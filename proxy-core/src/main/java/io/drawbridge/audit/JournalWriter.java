// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;

/**
 * The one thread that writes: takes what waits, writes it as one batch, and settles each entry.
 * While the file cannot be written grants fail at once, closes are kept (at most {@value #SPOOL})
 * and written first afterwards, and refusals are counted. Nothing that a turn throws ends the
 * thread: without memory, say, the turn's grants fail, and the next turn tries again.
 */
final class JournalWriter implements Runnable {
  /**
   * Most records waiting to be written, some 8 MB, besides closes, of which there are as many as
   * tunnels. Whoever connects fills it while the disk is slow; a grant that comes then fails at
   * once, and is counted.
   */
  private static final int WAITING = 8192;

  /**
   * Most closes kept while the file cannot be written, some 30 MB: of all tunnels that 131,072
   * descriptors make. No grant makes more of them meanwhile; what comes then is counted.
   */
  private static final int SPOOL = 65_536;

  /** Most records taken at once, and most bytes of one write: a grant waits for all before it. */
  private static final int BATCH = 512;

  private static final int BATCH_BYTES = 1024 * 1024;

  /** Longest a turn waits for a record: so often it looks for sums and shows that it turns. */
  private static final long TICK = Duration.ofMillis(500).toNanos();

  private static final long MINUTE = Duration.ofMinutes(1).toNanos();

  /** Between two tries to write while that fails: trying at once would spin. */
  private static final long RETRY = Duration.ofMillis(200).toNanos();

  private final Journal journal;
  private final Map<Entry.Kind, RefusalBudget> budgets;
  private final EntryQueue queue = new EntryQueue();
  private final Deque<Entry> spool = new ArrayDeque<>();
  private final List<Entry> taken = new ArrayList<>();

  /** How many could not be written since the start, by their kind: counting needs no memory. */
  private final AtomicLongArray lost = new AtomicLongArray(Entry.Kind.values().length);

  private long[] told = new long[lost.length()];
  private volatile Instant gapFrom;
  private long gapAt = System.nanoTime() - MINUTE;
  private boolean failing;
  private long failedAt;
  private boolean stopping;
  private volatile boolean closed;
  private volatile long turned = System.nanoTime();
  private volatile String problem;
  private volatile boolean ended;

  JournalWriter(Journal journal, Map<Entry.Kind, RefusalBudget> budgets) {
    this.journal = journal;
    this.budgets = budgets;
  }

  /** Puts a record last; whether it will be looked at. If not, it is counted. Any thread. */
  boolean offer(Entry entry) {
    boolean close = entry.kind == Entry.Kind.CLOSED;
    if (closed || ended || !close && queue.size() >= WAITING) {
      lose(entry.kind);
      return false;
    }
    queue.offer(entry, !close);
    if (ended) {
      // It may have looked for the last time before the entry was there: nobody else answers it.
      queue.takeNow(Integer.MAX_VALUE).forEach(left -> left.settle(false));
    }
    return true;
  }

  /** Takes nothing more, writes what waits, and ends. Any thread; idempotent. */
  void stop() {
    closed = true;
    queue.hurry();
  }

  int waiting() {
    return queue.size();
  }

  /** Why nothing can be granted now; empty if it can. Any thread. */
  Optional<String> problem() {
    return closed ? Optional.of("the audit is closed") : Optional.ofNullable(problem);
  }

  /** How long ago the thread last began a turn; more than a second or two if it hangs. */
  Duration sinceTurn() {
    return Duration.ofNanos(System.nanoTime() - turned);
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
      stopping = closed;
      batch = stopping ? queue.takeNow(Integer.MAX_VALUE) : queue.take(BATCH, TICK);
      for (var budget : budgets.entrySet()) {
        for (RefusalBudget.Sum sum : budget.getValue().due(stopping)) {
          batch.add(new Entry(budget.getKey(), Body.summary(sum)));
        }
      }
      write(batch);
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

  private void write(List<Entry> batch) throws IOException {
    if (failing && !stopping && System.nanoTime() - failedAt < RETRY) {
      batch.forEach(this::miss);
      return;
    }
    journal.begin();
    unspool();
    for (Entry entry : batch) {
      if (journal.pending() >= BATCH_BYTES) {
        commit();
      }
      add(entry);
    }
    commit();
    gap();
    failing = false;
    problem =
        journal.fits(Entry.Kind.GRANTED, 2048) ? null : "the audit file has reached max_bytes";
  }

  /** What was kept comes first; it leaves the spool once it is written. */
  private void unspool() throws IOException {
    while (!spool.isEmpty()) {
      int most = Math.min(spool.size(), BATCH);
      spool.stream().limit(most).forEach(entry -> journal.add(entry.body));
      journal.commit();
      for (int i = 0; i < most; i++) {
        spool.removeFirst();
      }
    }
  }

  private void add(Entry entry) {
    if (entry.givenUp()) {
      entry.settle(false);
    } else if (!journal.fits(entry.kind, entry.body.text().length() * 3)) {
      miss(entry);
    } else {
      journal.add(entry.body);
      taken.add(entry);
    }
  }

  private void commit() throws IOException {
    journal.commit();
    taken.forEach(entry -> entry.settle(true));
    taken.clear();
  }

  /** Says what was lost: at once after a failure, else once a minute, so that it costs no share. */
  private void gap() throws IOException {
    long[] now = new long[told.length];
    Arrays.setAll(now, lost::get);
    boolean due = failing || stopping;
    if (Arrays.equals(now, told) || !due && System.nanoTime() - gapAt < MINUTE) {
      return;
    }
    long[] more = new long[now.length];
    Arrays.setAll(more, i -> now[i] - told[i]);
    Instant to = Instant.now();
    Body body = Body.gap(gapFrom == null ? to : gapFrom, to, more);
    if (journal.fits(due ? Entry.Kind.GRANTED : Entry.Kind.REFUSED, body.text().length())) {
      journal.add(body);
      journal.commit();
      gapFrom = null;
      told = now;
      gapAt = System.nanoTime();
    }
  }

  /** It was not written: a close is kept, anything else counted. */
  private void miss(Entry entry) {
    entry.settle(false);
    if (entry.kind == Entry.Kind.CLOSED && spool.size() < SPOOL) {
      spool.addLast(entry);
    } else {
      lose(entry.kind);
    }
  }

  private void lose(Entry.Kind kind) {
    lost.incrementAndGet(kind.ordinal());
    if (gapFrom == null) {
      gapFrom = Instant.now();
    }
  }

  private void end() {
    try {
      journal.begin();
      journal.add(Body.end(Instant.now(), journal.open()));
      journal.commit();
    } catch (IOException | RuntimeException | Error e) {
      problem = "the end of the audit cannot be written: " + e.getMessage();
    }
  }
}
