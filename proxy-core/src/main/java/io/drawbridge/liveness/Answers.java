// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.liveness;

import io.drawbridge.auth.Liveness.State;
import io.drawbridge.observe.CloseReason;

/**
 * What answers do to jobs and their tunnels. Each step may fail for want of memory, and can be done
 * again. Not safe for concurrent use: it is its authority's own.
 */
final class Answers {
  private final JobTable jobs;
  private final Questions questions;
  private final Endings endings;

  Answers(JobTable jobs, Questions questions, Endings endings) {
    this.jobs = jobs;
    this.questions = questions;
    this.endings = endings;
  }

  /** A newer question of another session says that the job runs after all. */
  void revive(Question question, long now) {
    WatchedJob job = jobs.find(question.liveness.key());
    if (job != null && question.started - job.toldAt > 0) {
      heard(job, State.RUNNING, question.started, now);
      jobs.drop(job, now);
    }
  }

  /** An answer about a job whose question was put at {@code asked}. */
  void heard(WatchedJob job, State state, long asked, long now) {
    job.toldAt = asked;
    jobs.trouble(job, state != State.RUNNING);
    if (state != State.RUNNING) {
      // What a session heard before does not count any more for the next one.
      questions.forget(job.key);
    }
    job.fate.told(state, now).ifPresent(reason -> end(job, reason, now));
  }

  /** A grace may have passed. */
  void endIfDue(WatchedJob job, long now) {
    job.fate.at(now).ifPresent(reason -> end(job, reason, now));
  }

  /** All its tunnels are to be told. */
  void end(WatchedJob job, CloseReason reason, long now) {
    while (!job.watchers.isEmpty()) {
      WatchedJob.Watcher watcher = job.watchers.getLast();
      watcher.reason = reason;
      endings.add(watcher);
      job.watchers.removeLast();
      TrackedLiveness.letGo(watcher.liveness);
    }
    if (job.fate.isEnded()) {
      jobs.ended(job, now);
    }
    jobs.trouble(job, false);
    jobs.drop(job, now);
  }
}
