// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Liveness.State;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.jwt.ConfirmedLiveness;
import io.drawbridge.auth.jwt.KeySettings;
import io.drawbridge.common.LatestEntries;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** How the gateway learns that a job has ended. */
sealed interface LivenessMode {
  /** How long it takes at most to find out that a job has ended; zero if nobody is asked. */
  default Duration longestCheck() {
    return switch (this) {
      case ApiToken asked -> ConfirmedLiveness.longest(asked.api().deadline());
      case JobToken asked -> ConfirmedLiveness.longest(asked.api().deadline());
      case TokenExpiry() -> Duration.ZERO;
    };
  }

  /**
   * With a read token of the gateway's. What is wrong with that token says nothing about the job: a
   * token that is refused makes the state unknown, never ended, and is told loudly.
   *
   * @param token the gateway's token, with the scope {@code read_api}
   * @param seen the jobs that this token could see, the latest ten thousand: one that was seen and
   *     cannot be found any more has been deleted, another may be hidden from the token
   */
  record ApiToken(JobApi api, Supplier<Secret> token, Map<String, Job> seen)
      implements LivenessMode {
    /** As many as the gateway remembers verified credentials; a forgotten job counts as hidden. */
    private static final int MOST = 10_000;

    ApiToken(JobApi api, Supplier<Secret> token) {
      this(api, token, Collections.synchronizedMap(new LatestEntries<>(MOST)));
    }

    Optional<String> trouble() throws InterruptedException {
      return api.refusal(token.get()).map(ApiToken::refused);
    }

    private static String refused(int status) {
      return "GitLab refuses the gateway's own token ("
          + status
          + "): no job can be followed until liveness.token is a valid token with the scope"
          + " read_api";
    }

    State ask(Job job) throws InterruptedException {
      return switch (api.asReader(job, token.get())) {
        case JobAnswer.Described described when described.job().equals(job) -> {
          seen.put(job.key(), job);
          yield described.state(api);
        }
        case JobAnswer.Described described ->
            api.unknown(
                Level.ERROR, "GitLab was asked for " + job + " and described " + described.job());
        case JobAnswer.Refused(int status) when status == 404 && seen.get(job.key()) != null ->
            State.ENDED;
        case JobAnswer.Refused(int status) when status == 404 ->
            api.unknown(
                Level.ERROR,
                "the gateway's GitLab token cannot see project "
                    + job.project()
                    + ": give its user at least the role Reporter there");
        case JobAnswer.Refused(int status) -> api.unknown(Level.ERROR, refused(status));
        case JobAnswer.Silent silent -> silent.state(api);
      };
    }
  }

  /**
   * With the job's own token, which the job sends along, and which GitLab accepts only while the
   * job runs (Jobs API, "Get job token's job").
   */
  record JobToken(JobApi api) implements LivenessMode {
    State ask(Job job, Secret token) throws InterruptedException {
      return switch (api.asJob(job, token)) {
        case JobAnswer.Described described when described.job().equals(job) -> described.state(api);
        case JobAnswer.Described described -> {
          // A token of another job proves nothing about this one, and never will.
          api.unknown(
              Level.WARNING,
              "the job token presented with the ID token of " + job + " is of " + described.job());
          yield State.ENDED;
        }
        case JobAnswer.Refused _ -> State.ENDED;
        case JobAnswer.Silent silent -> silent.state(api);
      };
    }
  }

  /** Not at all before the ID token expires. */
  record TokenExpiry() implements LivenessMode {}

  static LivenessMode read(Settings settings, String issuer, Environment environment)
      throws InvalidSettingsException {
    Settings table = settings.table("liveness").orElse(null);
    if (table == null) {
      throw settings.invalid(
          "liveness",
          "say how to learn that a job has ended: { mode = \"api-token\", token = { file = \"…\" }"
              + " }, { mode = \"job-token\" } or { mode = \"token-expiry\" }");
    }
    String mode = table.text("mode");
    if (mode.equals("token-expiry")) {
      return new TokenExpiry();
    }
    String base = issuer.endsWith("/") ? issuer.substring(0, issuer.length() - 1) : issuer;
    URI api =
        KeySettings.web(
            table, "api", table.optionalUri("api").orElse(URI.create(base + "/api/v4")));
    Duration deadline =
        table.duration(
            "timeout", Duration.ofMillis(200), Duration.ofSeconds(10), Duration.ofSeconds(2));
    JobApi jobs = new JobApi(environment, api, deadline);
    return switch (mode) {
      case "api-token" -> {
        Supplier<Secret> token = table.currentSecret("token");
        if (!isSendable(token.get())) {
          throw table.invalid("token", "it holds characters that no GitLab token has");
        }
        yield new ApiToken(jobs, token);
      }
      case "job-token" -> new JobToken(jobs);
      default -> throw table.invalid("mode", "it must be api-token, job-token or token-expiry");
    };
  }

  /** Whether a token can stand in a header field: anything else could smuggle in another field. */
  static boolean isSendable(Secret token) {
    return token.length() > 0 && token.reveal().chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }
}
