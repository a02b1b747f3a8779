// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.jwt.ConfirmedLiveness;
import io.drawbridge.auth.jwt.Findings;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.TokenAuthenticator;
import io.drawbridge.auth.jwt.Verification;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies the ID tokens of one GitLab.
 *
 * @param allowForks whether a pipeline may run the code of another project
 * @param mode how the end of a job is learnt
 * @param pause the time before an end is confirmed
 */
record GitlabAuthenticator(
    JwtVerifier verifier,
    boolean allowForks,
    LivenessMode mode,
    ConfirmedLiveness.Pause pause,
    InstantSource clock)
    implements TokenAuthenticator {
  static final String JOB_TOKEN = "job token";

  /** The companion that carries a job's own token. */
  static final String COMPANION = "job";

  @Override
  public Optional<String> trouble() throws InterruptedException {
    Optional<String> lost = verifier.trouble();
    return lost.isPresent() || !(mode instanceof LivenessMode.ApiToken asked)
        ? lost
        : asked.trouble();
  }

  @Override
  public Set<String> companions() {
    return mode instanceof LivenessMode.JobToken ? Set.of(COMPANION) : Set.of();
  }

  @Override
  public void check(Map<String, Object> payload, Credentials presented, Findings findings) {
    JobClaims claims = JobClaims.of(payload);
    claims.check(allowForks, findings);
    if (findings.goesOn() && mode instanceof LivenessMode.JobToken) {
      jobToken(presented, claims, findings);
    }
  }

  private static void jobToken(Credentials presented, JobClaims claims, Findings findings) {
    if (presented.companion(COMPANION).filter(LivenessMode::isSendable).isPresent()) {
      findings.passed(JOB_TOKEN, () -> "the companion " + COMPANION + " was presented");
    } else {
      findings.failed(
          JOB_TOKEN,
          "the companion " + COMPANION + " is missing, or is nothing that can be sent on",
          companionMissing(claims.claims()),
          Duration.ZERO);
    }
  }

  @Override
  public Authentication accept(Verification valid, Credentials presented, Findings findings) {
    JobClaims claims = JobClaims.of(valid.claims());
    Job job = claims.job();
    Liveness liveness =
        switch (mode) {
          case LivenessMode.ApiToken asked ->
              new ConfirmedLiveness(job.key(), () -> asked.ask(job), pause, clock);
          case LivenessMode.JobToken asked -> {
            Secret token = presented.companion(COMPANION).orElseThrow();
            yield new ConfirmedLiveness(job.key(), () -> asked.ask(job, token), pause, clock);
          }
          case LivenessMode.TokenExpiry() ->
              new ExpiryLiveness(job, valid.expiresAt().plus(verifier.rules().skew()), clock);
        };
    Identity identity =
        new Identity(
            verifier.rules().issuer(),
            valid.subject(),
            claims.claims(),
            claims.labels(),
            valid.expiresAt());
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
    return new Advice(
        allowForks
            ? List.of("allow_forks lets jobs of forks in, which run code that nobody here reviewed")
            : List.of(),
        !(mode instanceof LivenessMode.TokenExpiry),
        RuleDemands.of(allowForks),
        mode.longestCheck());
  }

  @Override
  public String whoseClock() {
    return GitlabAdvice.WHOSE;
  }

  @Override
  public String next(Findings.Failure failure) {
    return new GitlabAdvice(verifier.rules().audience()).after(failure);
  }

  @Override
  public String toString() {
    return "GitlabAuthenticator[" + verifier.rules().issuer() + "]";
  }
}
