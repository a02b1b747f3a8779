// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.gitlab;

import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.jwt.AuthorityClock;
import io.drawbridge.auth.jwt.Findings.Failure;
import io.drawbridge.common.Durations;

/** What to do about a token that is refused, in GitLab's words. */
record GitlabAdvice(String audience) {
  static final String WHOSE = "GitLab's";

  String after(Failure failure) {
    return failure.reason().map(reason -> after(reason, failure)).orElse("");
  }

  private String after(Reason reason, Failure failure) {
    return switch (reason) {
      case MALFORMED ->
          "hand over the token itself, whole and without quotes: it is the value of the variable"
              + " that the job declares with id_tokens:, not the [MASKED] of a log";
      case EXPIRED ->
          "expired "
              + Durations.text(failure.by())
              + " ago: GitLab tokens live as long as the job's timeout; take that of a job that"
              + " still runs, or give the job a longer timeout";
      case NOT_YET_VALID -> AuthorityClock.early(failure, WHOSE);
      case UNKNOWN_KEY, BAD_SIGNATURE ->
          "take the token of a new job and hand it over unchanged; if that is refused, too, keys or"
              + " jwks are those of another GitLab";
      case FORK ->
          "run the pipeline in the parent project, or set allow_forks if code of strangers may"
              + " reach the target";
      case REVOKED -> "start the job again: its token has been withdrawn";
      case OTHER ->
          failure.check().equals(GitlabAuthenticator.JOB_TOKEN)
              ? "send the job's own token along: connect --job-token-env CI_JOB_TOKEN, and here"
                  + " --job-token-file"
              : "give the job a shorter timeout, or raise max_age";
      case WRONG_ISSUER, WRONG_AUDIENCE, MISSING_CLAIM, WRONG_PURPOSE -> another(reason);
    };
  }

  /** Of a token that was made for something else. */
  private String another(Reason reason) {
    return switch (reason) {
      case WRONG_ISSUER ->
          "write GitLab's own address into issuer, to the character; a bare host name is that of a"
              + " CI_JOB_JWT, which has been replaced by id_tokens:";
      case WRONG_AUDIENCE ->
          "declare the token with this audience alone: id_tokens: { DRAWBRIDGE_TOKEN: { aud: "
              + audience
              + " } }";
      case MISSING_CLAIM ->
          "use the ID token of a job: what it lacks is in every one of them, unless required_claims"
              + " asks for more";
      default ->
          "use the token that id_tokens: declares for the job, not one made for something else";
    };
  }
}
