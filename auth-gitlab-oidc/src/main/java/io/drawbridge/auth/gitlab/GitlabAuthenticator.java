// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.jwt.Findings;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.KeySet;
import io.drawbridge.auth.jwt.Verification;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** Verifies the ID tokens of one GitLab. */
final class GitlabAuthenticator implements Authenticator {
  /** The name of the check of the job's own token. */
  static final String JOB_TOKEN = "job token";

  /** The companion that carries a job's own token. */
  static final String COMPANION = "job";

  private static final Authentication NOT_MINE = new Authentication.NotMine();

  private final String issuer;
  private final KeySet keys;
  private final JwtVerifier verifier;
  private final boolean allowForks;
  private final LivenessMode mode;
  private final JobLiveness.Pause pause;
  private final Duration skew;
  private final InstantSource clock;
  private final GitlabAdvice advice;

  GitlabAuthenticator(
      String issuer,
      KeySet keys,
      JwtVerifier verifier,
      boolean allowForks,
      LivenessMode mode,
      JobLiveness.Pause pause,
      Duration skew,
      InstantSource clock,
      GitlabAdvice advice) {
    this.issuer = issuer;
    this.keys = keys;
    this.verifier = verifier;
    this.allowForks = allowForks;
    this.mode = mode;
    this.pause = pause;
    this.skew = skew;
    this.clock = clock;
    this.advice = advice;
  }

  @Override
  public Authentication authenticate(Credentials presented, Peer peer) throws InterruptedException {
    return judge(presented, Findings.deciding());
  }

  @Override
  public Optional<String> trouble() throws InterruptedException {
    Optional<String> lost = keys.trouble();
    return lost.isPresent() || !(mode instanceof LivenessMode.ApiToken asked)
        ? lost
        : asked.trouble();
  }

  /** The job's own token, where that is asked with. */
  @Override
  public Set<String> companions() {
    return mode instanceof LivenessMode.JobToken ? Set.of(COMPANION) : Set.of();
  }

  @Override
  public Examination examine(Credentials presented, Peer peer) throws InterruptedException {
    Findings findings = Findings.explaining();
    Authentication answer = judge(presented, findings);
    return findings.examination(answer, advice);
  }

  private Authentication judge(Credentials presented, Findings findings)
      throws InterruptedException {
    Secret token = presented.token().orElse(null);
    if (token == null) {
      findings.failed("token", "none was presented", NOT_MINE, Duration.ZERO);
      return NOT_MINE;
    }
    return judge(verifier.verify(token, findings), presented, findings);
  }

  /** A genuine token is checked whatever it says; of any other one the checks only explain. */
  Authentication judge(Verification outcome, Credentials presented, Findings findings) {
    return switch (outcome) {
      case Verification.Refused(Authentication answer) -> {
        if (findings.goesOn() && !findings.claimed().isEmpty()) {
          check(JobClaims.of(findings.claimed()), presented, findings);
        }
        yield answer;
      }
      case Verification.Valid valid -> {
        JobClaims claims = JobClaims.of(valid.claims());
        check(claims, presented, findings);
        yield findings.refusal().orElseGet(() -> verified(valid, claims, presented));
      }
    };
  }

  private void check(JobClaims claims, Credentials presented, Findings findings) {
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

  private Authentication verified(
      Verification.Valid valid, JobClaims claims, Credentials presented) {
    Job job = claims.job();
    Liveness liveness =
        switch (mode) {
          case LivenessMode.ApiToken(
                  JobApi api,
                  Supplier<Secret> token,
                  SeenJobs seen,
                  Alarm alarm) ->
              new JobLiveness(job, new ReadTokenQuestion(job, api, token, seen, alarm), pause);
          case LivenessMode.JobToken(JobApi api, Alarm alarm) ->
              new JobLiveness(
                  job,
                  new JobTokenQuestion(
                      job, api, presented.companion(COMPANION).orElseThrow(), alarm),
                  pause);
          case LivenessMode.TokenExpiry() ->
              new ExpiryLiveness(job, valid.expiresAt().plus(skew), clock);
        };
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
    return new Advice(
        allowForks
            ? List.of("allow_forks lets jobs of forks in, which run code that nobody here reviewed")
            : List.of(),
        !(mode instanceof LivenessMode.TokenExpiry),
        RuleDemands.of(allowForks));
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
