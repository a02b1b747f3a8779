// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.Settings;
import io.drawbridge.auth.jwt.KeySettings;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** How the gateway learns that a job has ended. */
sealed interface LivenessMode {
  /** With a read token of the gateway's. */
  record ApiToken(JobApi api, Supplier<Secret> token, SeenJobs seen, Alarm alarm)
      implements LivenessMode {
    /** Whether GitLab refuses the token of the moment. */
    Optional<String> trouble() throws InterruptedException {
      return api.refusal(token.get())
          .map(
              status ->
                  "GitLab refuses the gateway's own token ("
                      + status
                      + "): no job can be followed until liveness.token is a valid token with the"
                      + " scope read_api");
    }
  }

  /** With the job's own token, which the job sends along. */
  record JobToken(JobApi api, Alarm alarm) implements LivenessMode {}

  /** Not at all before the ID token expires. */
  record TokenExpiry() implements LivenessMode {}

  /** Reads the {@code liveness} table. */
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
    JobApi jobs = new JobApi(environment.web(), api, deadline, environment.clock());
    Alarm alarm = new Alarm(environment.logger(), environment.clock());
    return switch (mode) {
      case "api-token" -> {
        Supplier<Secret> token = table.currentSecret("token");
        if (!isSendable(token.get())) {
          throw table.invalid("token", "it holds characters that no GitLab token has");
        }
        yield new ApiToken(jobs, token, new SeenJobs(), alarm);
      }
      case "job-token" -> new JobToken(jobs, alarm);
      default -> throw table.invalid("mode", "it must be api-token, job-token or token-expiry");
    };
  }

  /** Whether a token can stand in a header field: anything else could smuggle in another field. */
  static boolean isSendable(Secret token) {
    return token.length() > 0 && token.reveal().chars().allMatch(c -> c > 0x20 && c < 0x7f);
  }
}
