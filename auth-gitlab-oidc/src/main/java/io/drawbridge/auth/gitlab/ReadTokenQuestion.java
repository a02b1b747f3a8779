// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Liveness.State;
import io.drawbridge.auth.Secret;
import java.lang.System.Logger.Level;
import java.util.function.Supplier;

/**
 * Asks with the gateway's own read token. What is wrong with that token says nothing about the job:
 * a token that is refused makes the state unknown, never ended, and is told loudly.
 *
 * @param job the job asked about
 * @param api whom to ask
 * @param token the gateway's token, with the scope {@code read_api}
 * @param seen the jobs that this token could see
 * @param alarm for what the operator must mend
 */
record ReadTokenQuestion(Job job, JobApi api, Supplier<Secret> token, SeenJobs seen, Alarm alarm)
    implements JobLiveness.Question {
  @Override
  public State ask() throws InterruptedException {
    return switch (api.asReader(job, token.get())) {
      case JobAnswer.Described described when described.job().equals(job) -> {
        seen.add(job);
        yield described.state(alarm);
      }
      case JobAnswer.Described described -> {
        alarm.raise(
            Level.ERROR, "GitLab was asked for " + job + " and described " + described.job());
        yield State.UNKNOWN;
      }
      case JobAnswer.Refused(int status) when status == 404 -> notFound();
      case JobAnswer.Refused(int status) -> {
        alarm.raise(
            Level.ERROR,
            "GitLab refuses the gateway's own token ("
                + status
                + "): no job can be followed until liveness.token is a valid token with the scope"
                + " read_api");
        yield State.UNKNOWN;
      }
      case JobAnswer.Silent(String why) -> {
        alarm.raise(Level.WARNING, "cannot tell whether jobs run: " + why);
        yield State.UNKNOWN;
      }
    };
  }

  private State notFound() {
    if (seen.has(job)) {
      return State.ENDED;
    }
    alarm.raise(
        Level.ERROR,
        "the gateway's GitLab token cannot see project "
            + job.project()
            + ": give its user at least the role Reporter there");
    return State.UNKNOWN;
  }

  @Override
  public String toString() {
    return "ReadTokenQuestion[" + job + "]";
  }
}
