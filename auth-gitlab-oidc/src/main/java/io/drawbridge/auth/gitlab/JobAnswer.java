// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Liveness;

/** What GitLab said about a job. */
sealed interface JobAnswer {
  /**
   * It described a job.
   *
   * @param job which one; perhaps not the one asked for
   * @param status its status, in GitLab's words
   */
  record Described(Job job, String status) implements JobAnswer {
    /**
     * What the status means for tunnels: only {@code running} runs, {@code canceling} is being
     * ended, and anything else is over, also a word that we do not know.
     */
    Liveness.State state() {
      return switch (status) {
        case "running" -> Liveness.State.RUNNING;
        case "canceling" -> Liveness.State.ENDING;
        default -> Liveness.State.ENDED;
      };
    }
  }

  /**
   * It did not let the token see the job: 401, 403 or 404.
   *
   * @param status which of them
   */
  record Refused(int status) implements JobAnswer {}

  /**
   * It did not answer, not in time, not readably, or asked to be left alone.
   *
   * @param why a phrase without secrets
   */
  record Silent(String why) implements JobAnswer {}
}
