// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Liveness;
import java.lang.System.Logger.Level;

/** What GitLab said about a job. */
sealed interface JobAnswer {
  /** It described a job, perhaps not the one asked for, and its status in a word of GitLab's. */
  record Described(Job job, String status) implements JobAnswer {
    /**
     * What the status means for tunnels. A status from before the job began, which a replica that
     * lags behind may still show, is no end; nor is a word that we do not know, of which the
     * operator is told. Neither lets anybody in.
     */
    Liveness.State state(JobApi api) {
      return switch (status) {
        case "running" -> Liveness.State.RUNNING;
        case "canceling" -> Liveness.State.ENDING;
        case "success", "failed", "canceled", "skipped" -> Liveness.State.ENDED;
        case "created",
            "waiting_for_resource",
            "preparing",
            "waiting_for_callback",
            "pending",
            "scheduled",
            "manual" ->
            Liveness.State.UNKNOWN;
        default ->
            api.unknown(
                Level.WARNING,
                "GitLab gives a job the status "
                    + status
                    + ", which this version of the plugin does not know: such a job gets no new"
                    + " tunnel, and loses its open ones after the grace; update the plugin");
      };
    }
  }

  /** It did not let the token see the job: 401, 403 or 404. */
  record Refused(int status) implements JobAnswer {}

  /** It did not answer, not in time, not readably, or asked to be left alone. */
  record Silent(String why) implements JobAnswer {
    Liveness.State state(JobApi api) {
      return api.unknown(Level.WARNING, "cannot tell whether jobs run: " + why);
    }
  }
}
