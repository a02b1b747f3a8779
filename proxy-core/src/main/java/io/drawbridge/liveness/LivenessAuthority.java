// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.guard.Bulkhead;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * One authenticator's side of the polls: its own threads, budget and jobs, so that an authority
 * that hangs costs no other one anything. Changed under the lock of the polls only.
 */
final class LivenessAuthority {
  private static final int THREADS = 16;
  private static final int QUEUE = 1024;
  private static final long LOG_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

  final String name;
  private final Bulkhead polls;
  private final Bulkhead firsts;
  final PollBudget budget;
  final Map<String, JobPoll> jobs = new HashMap<>();

  /** Those to be asked about, the one that is due first at the head. */
  final PriorityQueue<JobPoll> line = new PriorityQueue<>(new ByDue());

  private long nextLine;

  /** By subtraction, since the ticker may overflow; all are within minutes of each other. */
  private static final class ByDue implements Comparator<JobPoll> {
    @Override
    public int compare(JobPoll a, JobPoll b) {
      return Long.signum(a.due - b.due);
    }
  }

  LivenessAuthority(String name, int perMinute, long now) {
    this.name = name;
    polls = new Bulkhead("liveness-" + name, THREADS, QUEUE);
    firsts = new Bulkhead("liveness-first-" + name, THREADS, QUEUE);
    budget = new PollBudget(perMinute, now);
    nextLine = now;
  }

  /**
   * The threads a question runs on. New sessions have their own: a crowd of them at a slow
   * authority must not hold up the polls, on which the end of open tunnels hangs.
   */
  Bulkhead pool(LivenessCheck check) {
    return check.job == null ? firsts : polls;
  }

  /** Takes no more questions and interrupts those under way. */
  void close() {
    line.clear();
    polls.closeNow();
    firsts.closeNow();
  }

  /** Puts a job in line. */
  void enqueue(JobPoll job, long due) {
    line.remove(job);
    job.due = due;
    line.add(job);
  }

  /** How many requests one round over all watched jobs takes. */
  long roundCost() {
    return jobs.values().stream()
        .filter(job -> !job.watchers.isEmpty())
        .mapToLong(job -> job.liveness().cost())
        .sum();
  }

  /** How many jobs are watched. */
  int watched() {
    return (int) jobs.values().stream().filter(job -> !job.watchers.isEmpty()).count();
  }

  /** The longest time between two questions about a job: as configured, or stretched. */
  long interval(long configured, int perMinute, long now) {
    long round = (long) (roundCost() * 60e9 / perMinute);
    JobPoll head = line.peek();
    long behind = head == null ? 0 : Math.max(0, now - head.due);
    return Math.max(round, configured + behind);
  }

  /** Whether a line may go to the log now: one a minute is enough. */
  boolean mayLog(long now) {
    if (now - nextLine < 0) {
      return false;
    }
    nextLine = now + LOG_EVERY_NANOS;
    return true;
  }
}
