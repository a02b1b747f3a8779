// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Liveness;

/**
 * Whether a job runs, as GitLab tells it. An end is believed only when a second answer, about a
 * second later, says it too: a single wrong one, of a proxy in between, a replica or an overloaded
 * GitLab, would reset every tunnel of a healthy job. The second question is asked once in a job's
 * life, so that {@link #cost} leaves it out.
 *
 * @param job the job of the ID token
 * @param question how GitLab is asked about it
 * @param pause the time before an end is confirmed
 */
record JobLiveness(Job job, Question question, Pause pause) implements Liveness {
  /** One request to GitLab, and what its answer means for this job. */
  interface Question {
    /** Asks now. */
    State ask() throws InterruptedException;
  }

  /** Waits a moment; a test need not. */
  interface Pause {
    /** Returns after about a second. */
    void take() throws InterruptedException;
  }

  @Override
  public String key() {
    return job.key();
  }

  @Override
  public State check() throws InterruptedException {
    State first = question.ask();
    if (first != State.ENDED) {
      return first;
    }
    pause.take();
    return question.ask();
  }

  @Override
  public String toString() {
    return "JobLiveness[" + job + "]";
  }
}
