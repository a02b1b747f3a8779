// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.audit;

import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.Ending;
import io.drawbridge.observe.Refusal;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.observe.Stage;
import io.drawbridge.settings.AuditSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The audit: every attempt and every close, as JSON lines in one file. Grants that come at the same
 * time share one write (and one flush to the disk). Any thread; only {@link #grant} waits, and no
 * more than 100 ms longer than it was told to.
 */
public final class AuditLog implements AutoCloseable {
  /** Twice the time between two turns of a writer that has nothing to do. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private final AuditSettings settings;
  private final Duration longestWait;
  private final Set<String> claims;
  private final Map<Entry.Kind, RefusalBudget> budgets;
  private final JournalWriter writer;
  private final Thread thread;
  private final GrantTimeouts timeouts;

  private AuditLog(
      AuditSettings settings, Duration longestWait, Set<String> claims, Journal journal) {
    this.settings = settings;
    this.longestWait = longestWait;
    this.claims = Set.copyOf(claims);
    int singly = settings.refusalsPerMinute();
    this.budgets =
        Map.of(
            Entry.Kind.STRANGER, new RefusalBudget(singly),
            Entry.Kind.REFUSED, new RefusalBudget(singly));
    this.writer = new JournalWriter(journal, budgets);
    this.timeouts = new GrantTimeouts();
    this.thread = Thread.ofPlatform().name("drawbridge-audit").daemon().unstarted(writer);
    try {
      thread.start();
    } catch (RuntimeException | Error e) {
      timeouts.close();
      throw e;
    }
  }

  /**
   * Whether a file could be opened, as far as that shows without making or opening anything.
   *
   * @throws IOException if not; the message names the file
   */
  public static void requireUsable(Path file) throws IOException {
    AppendFile.requireUsable(file);
  }

  /**
   * Opens the file, creating it if need be; cuts off what a crash tore; records the start, and a
   * close with {@code GATEWAY_LOST} for every tunnel that the last run left open.
   *
   * @param longestWait the longest time a grant waits to be recorded
   * @param claims names of the claims that some rule names: only these are recorded
   * @throws IOException if the file cannot be opened, locked or written to, or is no regular file
   */
  public static AuditLog open(AuditSettings settings, Duration longestWait, Set<String> claims)
      throws IOException {
    return open(settings, longestWait, claims, AppendFile::new);
  }

  static AuditLog open(
      AuditSettings settings, Duration longestWait, Set<String> claims, AppendFile.Opener opener)
      throws IOException {
    Journal journal = new Journal(settings, opener);
    try {
      return new AuditLog(settings, longestWait, claims, journal);
    } catch (RuntimeException | Error e) {
      // No thread: the lock must not outlive the attempt.
      journal.close();
      throw e;
    }
  }

  /**
   * Records a grant. When it returns the record is in the file: the kernel has it, and with {@link
   * AuditSettings#disk} the disk. Where the audit is not {@link AuditSettings#required} it returns
   * at once and what cannot be written is counted.
   *
   * @throws RefusedException with {@link Refusal#AUDIT_UNAVAILABLE} if it cannot be recorded in
   *     time; should it be written after all, the refusal recorded behind it takes it back
   */
  public void grant(Attempt attempt, Deadline deadline) throws RefusedException {
    Body body = Body.attempt(attempt, claims);
    Entry entry = new Entry(Entry.Kind.GRANTED, body, deadline.within(longestWait));
    boolean accepted = writer.offer(entry);
    if (settings.required() && !(accepted && timeouts.await(entry))) {
      throw unavailable(problem().orElse("the grant could not be recorded in time"));
    }
  }

  private static RefusedException unavailable(String why) {
    return new RefusedException(Refusal.AUDIT_UNAVAILABLE, "the grant cannot be recorded", why);
  }

  /**
   * Refuses what would have to be recorded while {@link #problem} says that it cannot be; without
   * effect where the audit is not {@link AuditSettings#required}. Never waits.
   *
   * @throws RefusedException with {@link Refusal#AUDIT_UNAVAILABLE}
   */
  public void requireWritable() throws RefusedException {
    Optional<String> known = settings.required() ? problem() : Optional.empty();
    if (known.isPresent()) {
      throw unavailable(known.get());
    }
  }

  /**
   * Records a refusal, without waiting. Beyond some a minute of one source, or of one identity at
   * one source, refusals are summed up later, and what cannot be written is counted.
   */
  public void refused(Attempt attempt) {
    Entry.Kind kind = attempt.identity().isEmpty() ? Entry.Kind.STRANGER : Entry.Kind.REFUSED;
    Supplier<Body> record = () -> Body.attempt(attempt, claims);
    // One that takes back a grant recorded too late is never summed up: its tunnel would count as
    // open.
    Optional<Body> body =
        attempt.stage() == Stage.RECORDING
            ? Optional.of(record.get())
            : budgets.get(kind).single(attempt, record);
    body.ifPresent(said -> writer.offer(new Entry(kind, said)));
  }

  /** Records the end of a tunnel, without waiting; kept while the file cannot be written. */
  public void closed(Ending ending) {
    writer.offer(new Entry(Entry.Kind.CLOSED, Body.closed(ending)));
  }

  /** How many records wait to be written. */
  public int waiting() {
    return writer.waiting();
  }

  /**
   * Why no grant could be recorded, as far as the last attempt to write tells, in one sentence;
   * empty if it could.
   */
  public Optional<String> problem() {
    Optional<String> told = writer.problem().or(timeouts::problem);
    if (told.isPresent()) {
      return told;
    }
    if (!thread.isAlive()) {
      return Optional.of("the audit's thread has died: restart the gateway");
    }
    Duration silent = writer.sinceTurn();
    return silent.compareTo(longestWait.plus(LATE)) > 0
        ? Optional.of(
            "the audit has not written for " + silent.toSeconds() + " s: does its disk answer?")
        : Optional.empty();
  }

  /**
   * Records what waits, and the end; waits for that a bounded time. Without effect the second time.
   */
  @Override
  public void close() {
    writer.stop();
    try {
      thread.join(longestWait.plusSeconds(2));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    timeouts.close();
  }
}
