// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.KeySet;
import io.drawbridge.auth.jwt.Verification;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Verifies the ID tokens of one GitLab. */
final class GitlabAuthenticator implements Authenticator {
  /** The companion that carries a job's own token. */
  static final String COMPANION = "job";

  private final String issuer;
  private final KeySet keys;
  private final JwtVerifier verifier;
  private final boolean allowForks;
  private final LivenessMode mode;
  private final JobTokenLiveness.Pause pause;
  private final Duration skew;
  private final InstantSource clock;

  GitlabAuthenticator(
      String issuer,
      KeySet keys,
      JwtVerifier verifier,
      boolean allowForks,
      LivenessMode mode,
      JobTokenLiveness.Pause pause,
      Duration skew,
      InstantSource clock) {
    this.issuer = issuer;
    this.keys = keys;
    this.verifier = verifier;
    this.allowForks = allowForks;
    this.mode = mode;
    this.pause = pause;
    this.skew = skew;
    this.clock = clock;
  }

  @Override
  public Authentication authenticate(Credentials presented, Peer peer) throws InterruptedException {
    Secret token = presented.token().orElse(null);
    if (token == null) {
      return new Authentication.NotMine();
    }
    return switch (verifier.verify(token)) {
      case Verification.Refused(Authentication answer) -> answer;
      case Verification.Valid valid -> {
        JobClaims claims = JobClaims.of(valid.claims());
        Optional<Authentication> fault = claims.fault(allowForks);
        yield fault.isPresent() ? fault.get() : verified(valid, claims, presented);
      }
    };
  }

  private Authentication verified(
      Verification.Valid valid, JobClaims claims, Credentials presented) {
    Job job = claims.job();
    Liveness liveness =
        switch (mode) {
          case LivenessMode.ApiToken(JobApi api, Secret token, SeenJobs seen, Alarm alarm) ->
              new ApiTokenLiveness(job, api, token, seen, alarm);
          case LivenessMode.JobToken(JobApi api, Alarm alarm) -> {
            Secret own = presented.companion(COMPANION).orElse(null);
            yield own == null || !LivenessMode.isSendable(own)
                ? null
                : new JobTokenLiveness(job, api, own, pause, alarm);
          }
          case LivenessMode.TokenExpiry() ->
              new ExpiryLiveness(job, valid.expiresAt().plus(skew), clock);
        };
    if (liveness == null) {
      return companionMissing(claims.claims());
    }
    Identity identity =
        new Identity(issuer, valid.subject(), claims.claims(), claims.labels(), valid.expiresAt());
    return new Authentication.Verified(identity, liveness, valid.reuse());
  }

  private static Authentication companionMissing(Claims claimed) {
    return new Authentication.Rejected(
        Authentication.Reason.OTHER,
        "the ID token is good, but this gateway also needs the job's own token to see when the job"
            + " ends: send the header Drawbridge-Credential: job $CI_JOB_TOKEN, or use"
            + " drawbridge connect --job-token-env CI_JOB_TOKEN",
        claimed);
  }

  /** A job is not followed by the expiry of its token. */
  @Override
  public Advice advice() {
    return new Advice(List.of(), !(mode instanceof LivenessMode.TokenExpiry), Set.of(), "");
  }

  @Override
  public void close() {
    keys.close();
  }

  @Override
  public String toString() {
    return "GitlabAuthenticator[" + issuer + "]";
  }
}
