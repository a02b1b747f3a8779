// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.common.Pace;
import io.drawbridge.guard.Ticker;
import io.drawbridge.observe.CloseReason;
import io.drawbridge.settings.LivenessSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;

/**
 * One authenticator's jobs: which is asked about when. Each has its own threads, budget and lock,
 * so that an authority that hangs costs no other one anything.
 *
 * <p>Any step may fail for want of memory. Each is therefore made so that the next turn does it
 * again: a job that is needed never leaves the line, and what is done is marked as done last. Safe
 * for concurrent use.
 */
final class LivenessAuthority {
  private static final Duration LOG_EVERY = Duration.ofMinutes(1);
  private static final double JITTER = 0.2;

  private final LivenessSettings settings;
  private final long interval;
  private final Ticker ticker;
  private final DoubleSupplier random;
  private final Consumer<String> log;
  private final Runnable wake;
  private final Questions questions;
  private final PollBudget budget;
  private final JobTable jobs;
  private final Endings endings = new Endings();
  private final Answers answers;
  private final Pace lines;

  LivenessAuthority(
      String name,
      LivenessSettings settings,
      Ticker ticker,
      DoubleSupplier random,
      Consumer<String> log,
      Runnable wake) {
    this.settings = settings;
    this.interval = settings.interval().toNanos();
    this.ticker = ticker;
    this.random = random;
    this.log = log;
    this.wake = wake;
    this.lines = new Pace(ticker::nanos, LOG_EVERY);
    this.budget = new PollBudget(settings.requestsPerMinute(), ticker.nanos());
    this.jobs = new JobTable(settings);
    this.questions = new Questions(name, settings, this::returned);
    this.answers = new Answers(jobs, questions, endings);
  }

  /** Under the lock; tunnels are told outside of it, since they may leave in turn. */
  private <T> T locked(Supplier<T> work) {
    try {
      synchronized (this) {
        return work.get();
      }
    } finally {
      endings.tell();
    }
  }

  private void locked(Runnable work) {
    locked(
        () -> {
          work.run();
          return null;
        });
  }

  /** The question that answers a session first; empty if the budget is spent. */
  Optional<Question> first(String principal, Liveness liveness) {
    return locked(
        () -> {
          long now = ticker.nanos();
          Optional<Question> serving = questions.serving(liveness, now);
          if (serving.isPresent()) {
            return serving;
          }
          List<String> keys = JoinedLiveness.jobs(liveness);
          var hit = budget.first(keys, principal, liveness.cost(), now);
          hit.ifPresent(bound -> noteBudget("new sessions are refused" + bound.told()));
          return hit.isPresent()
              ? Optional.empty()
              : Optional.of(answered(questions.first(principal, liveness, now), now));
        });
  }

  /**
   * A session that was told that its job runs is on its way to a tunnel. The job is asked about
   * from now on, at its interval: a slow dial must not make the answer old that admitted it.
   */
  void expect(Question heard, long forNanos) {
    locked(
        () -> {
          long now = ticker.nanos();
          WatchedJob job = jobs.get(heard.liveness.key(), heard.started);
          boolean first = !job.isNeeded(now);
          job.expect(heard.liveness, now + forNanos);
          if (first) {
            jobs.enqueue(job, heard.started + jittered());
          }
        });
  }

  /** Watches a job for one tunnel, which may be told on the calling thread. */
  Watch watch(Liveness liveness, Consumer<CloseReason> over) {
    return locked(
        () -> {
          long now = ticker.nanos();
          WatchedJob job = jobs.get(liveness.key(), now);
          boolean first = !job.isNeeded(now);
          WatchedJob.Watcher watcher = new WatchedJob.Watcher(liveness, over);
          // Without its plugin nobody could ever tell that the job ended.
          CloseReason reason =
              job.fate.isEnded()
                  ? CloseReason.JOB_ENDED
                  : !TrackedLiveness.hold(liveness) ? CloseReason.AUTHORITY_LOST : null;
          job.arrived(liveness);
          if (reason != null) {
            watcher.reason = reason;
            endings.add(watcher);
            jobs.drop(job, now);
            return () -> {};
          }
          job.watchers.add(watcher);
          if (first) {
            jobs.enqueue(job, now);
          }
          return () -> leave(job, watcher);
        });
  }

  private void leave(WatchedJob job, WatchedJob.Watcher watcher) {
    locked(
        () -> {
          watcher.left = true;
          if (job.watchers.remove(watcher)) {
            TrackedLiveness.letGo(watcher.liveness);
            jobs.drop(job, ticker.nanos());
          }
        });
  }

  /** Does what is due; answers the nanoseconds until the next thing is. */
  long tick() {
    return locked(
        () -> {
          long now = ticker.nanos();
          for (Question lost : questions.overdue(now)) {
            settle(lost, now);
            Optional.ofNullable(lost.job).ifPresent(job -> jobs.drop(job, now));
          }
          jobs.troubled().forEach(job -> answers.endIfDue(job, now));
          long wait = Math.min(poll(now), questions.nanosToNext(now));
          for (WatchedJob job : jobs.troubled()) {
            wait = Math.min(wait, job.fate.graceEnds().orElse(now + interval) - now);
          }
          jobs.forget(now);
          questions.forget(now);
          return Math.clamp(wait, 1, interval);
        });
  }

  private long poll(long now) {
    for (WatchedJob job = jobs.head(); job != null && job.due - now <= 0; job = jobs.head()) {
      if (!job.isNeeded(now)) {
        jobs.drop(job, now);
      } else if (job.isAsked()) {
        jobs.enqueue(job, job.last.deadline);
      } else if (job.hangs()) {
        jobs.enqueue(job, now + jittered());
        answers.heard(job, State.UNKNOWN, now, now);
      } else {
        int cost = job.liveness().cost();
        if (!budget.poll(cost, now)) {
          noteBudget("jobs are asked about less often");
          return budget.delay(cost, now);
        }
        jobs.enqueue(job, now + jittered());
        job.last = questions.poll(job, now);
        answered(job.last, now);
      }
    }
    WatchedJob head = jobs.head();
    return head == null ? interval : head.due - now;
  }

  /** On a pool thread: the plugin's code has come back, however late. */
  private void returned(Question question) {
    locked(
        () -> {
          settle(question, ticker.nanos());
          Optional.ofNullable(question.job).ifPresent(job -> jobs.drop(job, ticker.nanos()));
        });
    wake.run();
  }

  /** One that could not be put is answered now. */
  private Question answered(Question question, long now) {
    if (question.call == null) {
      settle(question, now);
    }
    return question;
  }

  /** Takes the answer in, or that there is none. */
  private void settle(Question question, long now) {
    if (question.isSettled()) {
      return;
    }
    State answer = question.call == null ? null : question.call.value();
    State state = answer == null ? State.UNKNOWN : answer;
    if (question.job != null) {
      answers.heard(question.job, state, question.started, now);
    } else if (state == State.RUNNING) {
      answers.revive(question, now);
    }
    questions.settle(question, state);
    if (question.job != null && question.job.isNeeded(now)) {
      // It may have been put off while this question was open.
      jobs.hasten(question.job, now + Math.max(0, question.started + interval - now));
    }
    if (question.call != null && question.call.fault() != null) {
      note("a question whether a job runs failed: " + question.call.fault());
    }
  }

  /** Nobody turns this any more: all tunnels end, since nobody could tell that a job did. */
  void lapse() {
    locked(
        () -> {
          long now = ticker.nanos();
          jobs.all().forEach(job -> answers.end(job, CloseReason.AUTHORITY_LOST, now));
        });
  }

  private long jittered() {
    return (long) (interval * (1 - JITTER * random.getAsDouble()));
  }

  /** One line a minute is enough. */
  private void note(String line) {
    if (lines.admits()) {
      log.accept(line);
    }
  }

  private void noteBudget(String what) {
    String line = "%s: %d requests a minute are allowed, and one round over all jobs takes %d";
    note(line.formatted(what, settings.requestsPerMinute(), jobs.roundCost()));
  }

  /** The longest time between two questions about a job now: as configured, or stretched. */
  synchronized long interval() {
    WatchedJob head = jobs.head();
    long behind = head == null ? 0 : Math.max(0, ticker.nanos() - head.due);
    return Math.max(budget.round(jobs.roundCost()), interval + behind);
  }

  /** How long after the end of a job its last tunnel is told at the latest. */
  synchronized long bound() {
    long call = settings.call().toNanos();
    return Math.max(Math.max(interval, call), budget.longestRound(jobs.roundCost())) + call;
  }

  /** How long ago the question was put that is the oldest of those that count now. */
  synchronized long oldestAnswer() {
    long now = ticker.nanos();
    return jobs.watched().mapToLong(job -> now - job.toldAt).max().orElse(0);
  }

  /** How many jobs are watched. */
  synchronized int watched() {
    return (int) jobs.watched().count();
  }

  /** How many questions are open. */
  synchronized int open() {
    return questions.open();
  }

  /** Takes no more questions; whoever waits is told UNKNOWN, and no tunnel anything. */
  synchronized void close() {
    jobs.clear();
    endings.clear();
    questions.close();
  }
}
