// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Liveness.State;
import io.drawbridge.auth.Secret;
import java.lang.System.Logger.Level;

/**
 * Asks with the job's own token, which GitLab accepts only while the job runs (Jobs API, "Get job
 * token's job").
 *
 * @param job the job of the ID token
 * @param api whom to ask
 * @param token the job's token, as the job presented it
 * @param alarm for what the operator must mend
 */
record JobTokenQuestion(Job job, JobApi api, Secret token, Alarm alarm)
    implements JobLiveness.Question {
  @Override
  public State ask() throws InterruptedException {
    return switch (api.asJob(job, token)) {
      case JobAnswer.Described described when described.job().equals(job) -> described.state(alarm);
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
    return "JobTokenQuestion[" + job + "]";
  }
}
