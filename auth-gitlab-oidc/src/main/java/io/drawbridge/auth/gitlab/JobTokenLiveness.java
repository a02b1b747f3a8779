// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Secret;
import java.lang.System.Logger.Level;

/**
 * Asks with the job's own token, which GitLab accepts only while the job runs. A refusal is
 * confirmed once, because a single wrong answer of an overloaded GitLab would cut every tunnel of a
 * healthy job.
 *
 * @param job the job of the ID token
 * @param api whom to ask
 * @param token the job's token, as the job presented it
 * @param pause the time before a refusal is confirmed
 * @param alarm for what the operator must mend
 */
record JobTokenLiveness(Job job, JobApi api, Secret token, Pause pause, Alarm alarm)
    implements Liveness {
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
    JobAnswer answer = api.asJob(token);
    if (answer instanceof JobAnswer.Refused) {
      pause.take();
      answer = api.asJob(token);
    }
    return switch (answer) {
      case JobAnswer.Described described when described.job().equals(job) -> described.state();
      case JobAnswer.Described described -> {
        // A token of another job proves nothing about this one, and never will.
        alarm.raise(
            Level.WARNING,
            "the job token presented with the ID token of " + job + " is of " + described.job());
        yield State.ENDED;
      }
      case JobAnswer.Refused _ -> State.ENDED;
      case JobAnswer.Silent(String why) -> {
        alarm.raise(Level.WARNING, "cannot tell whether jobs run: " + why);
        yield State.UNKNOWN;
      }
    };
  }

  @Override
  public String toString() {
    return "JobTokenLiveness[" + job + "]";
  }
}
