// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.jwt.Findings.Failure;
import io.drawbridge.common.Durations;
import java.time.Duration;
import java.util.function.Function;

/** What to do about a signed GetCallerIdentity that is refused, in the words of AWS. */
record CallerAdvice(String audience, String regions, Duration window)
    implements Function<Failure, String> {
  @Override
  public String apply(Failure failure) {
    return failure
        .reason()
        .map(reason -> after(reason, failure))
        .orElseGet(() -> unavailable(failure));
  }

  private String unavailable(Failure failure) {
    if (!(failure.answer() instanceof Authentication.Unavailable)) {
      return "";
    }
    if (failure.answer().equals(CallerIdentityAuthenticator.FULL)) {
      return "wait: each proof makes room 15 minutes after its use";
    }
    return failure.check().equals(CallerIdentityAuthenticator.REPLAY)
        ? "sign anew: a gateway takes no proof that is older than itself, and explain --source"
            + " aws-iam signs one that is not"
        : "see that the STS of " + regions + " can be reached from here";
  }

  private String after(Reason reason, Failure failure) {
    return switch (reason) {
      case MALFORMED ->
          "hand over the whole proof that drawbridge connect --source aws-iam makes, without"
              + " quotes";
      case EXPIRED ->
          failure.check().equals(CallerIdentityAuthenticator.STS)
              ? "assume the role again: AWS_SESSION_TOKEN has come to its end"
              : "signed "
                  + Durations.text(failure.by())
                  + " ago: a proof is good for "
                  + Durations.text(window)
                  + ", and connect --source aws-iam signs one for each connection; if it is new,"
                  + " compare this machine's clock with the job's";
      case NOT_YET_VALID ->
          "it is dated "
              + Durations.text(failure.by())
              + " ahead: compare this machine's clock with the job's";
      case WRONG_AUDIENCE ->
          "sign for this gateway: connect --source aws-iam --source-setting audience=" + audience;
      case UNKNOWN_KEY ->
          "see that AWS_ACCESS_KEY_ID has not been deleted, and that it and the region are of the"
              + " same partition";
      case BAD_SIGNATURE ->
          "see that AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN belong to AWS_ACCESS_KEY_ID, and"
              + " that the job's AWS_ENDPOINT_URL_STS is what endpoints says";
      case WRONG_PURPOSE -> "assume a role: roots and federated users are never let in";
      case OTHER -> other(failure.check());
      case WRONG_ISSUER, MISSING_CLAIM, FORK, REVOKED -> "";
    };
  }

  private String other(String check) {
    return switch (check) {
      case CallerIdentityAuthenticator.REPLAY ->
          "sign anew: connect --source aws-iam does so for each connection";
      case CallerIdentityAuthenticator.ALLOWED ->
          "if it may come, add its ARN to roles or users, and its account to accounts";
      default -> "sign for one of " + regions + ": --source-setting region=REGION, or AWS_REGION";
    };
  }
}
