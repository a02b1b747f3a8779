// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.audit.AuditLog;
import io.drawbridge.loop.Deadline;
import io.drawbridge.observe.Attempt;
import io.drawbridge.observe.Ending;
import io.drawbridge.observe.RefusedException;
import io.drawbridge.observe.SessionObserver;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/**
 * Tells the audit and the observers, the audit first: what was not recorded did not happen. An
 * observer that throws is counted, and harms nobody. Safe for concurrent use.
 */
public final class SessionEvents {
  private final Optional<AuditLog> audit;
  private final List<SessionObserver> observers;
  private final LongAdder faults = new LongAdder();

  /**
   * Told to these.
   *
   * @param audit where attempts and closes are recorded; empty on a job's own side
   */
  public SessionEvents(Optional<AuditLog> audit, List<SessionObserver> observers) {
    this.audit = audit;
    this.observers = List.copyOf(observers);
  }

  void accepted(String listener, InetSocketAddress source) {
    tell(observer -> observer.accepted(listener, source));
  }

  void refused(Attempt attempt) {
    try {
      audit.ifPresent(log -> log.refused(attempt));
    } finally {
      tell(observer -> observer.refused(attempt));
    }
  }

  /** Asks whether a grant could be recorded now, as far as is known; never waits. */
  void requireRecordable() throws RefusedException {
    if (audit.isPresent()) {
      audit.get().requireWritable();
    }
  }

  /** Records a grant; when this returns it is recorded. */
  void granted(Attempt attempt, Deadline deadline) throws RefusedException {
    if (audit.isPresent()) {
      audit.get().grant(attempt, deadline);
    }
    tell(observer -> observer.granted(attempt));
  }

  void answered(String session, Duration took) {
    tell(observer -> observer.answered(session, took));
  }

  void closed(Ending ending) {
    try {
      audit.ifPresent(log -> log.closed(ending));
    } finally {
      tell(observer -> observer.closed(ending));
    }
  }

  /** How often an observer threw. */
  public long faults() {
    return faults.sum();
  }

  private void tell(Consumer<SessionObserver> event) {
    for (SessionObserver observer : observers) {
      try {
        event.accept(observer);
      } catch (RuntimeException | Error _) {
        // An error too: behind a recorded grant it would look like a session that never was.
        faults.increment();
      }
    }
  }
}
