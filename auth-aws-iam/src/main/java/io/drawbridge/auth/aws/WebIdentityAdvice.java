// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.jwt.AuthorityClock;
import io.drawbridge.auth.jwt.Findings.Failure;
import io.drawbridge.common.Durations;

/** What to do about a token of AWS that is refused, in the words of AWS. */
record WebIdentityAdvice(String audience) {
  static final String WHOSE = "that of AWS";
  private static final String ASK = "aws sts get-web-identity-token --audience ";

  String after(Failure failure) {
    return failure.reason().map(reason -> after(reason, failure)).orElse("");
  }

  private String after(Reason reason, Failure failure) {
    return switch (reason) {
      case MALFORMED ->
          "hand over the token itself, whole and without quotes: it is WebIdentityToken in the"
              + " answer of aws sts get-web-identity-token";
      case EXPIRED ->
          "expired "
              + Durations.text(failure.by())
              + " ago: such tokens live for 5 minutes unless --duration-seconds asks for more; ask"
              + " for one right before connect";
      case NOT_YET_VALID -> AuthorityClock.early(failure, WHOSE);
      case WRONG_ISSUER ->
          failure.check().equals(WebIdentityAccount.ACCOUNT)
              ? "in accounts an issuer stands beside another account's number: put that right"
              : "write the account's issuer into accounts, to the character";
      case WRONG_AUDIENCE -> "ask for a token for this gateway: " + ASK + audience;
      case UNKNOWN_KEY, BAD_SIGNATURE ->
          "ask for a new token and hand it over unchanged; if that is refused, too, the account's"
              + " issuer, jwks or keys are those of another one";
      case MISSING_CLAIM, WRONG_PURPOSE -> "ask for the token as a role: " + ASK + audience;
      case OTHER ->
          failure.check().equals(WebIdentityAccount.ALLOWED)
              ? "if it may come, add its ARN to roles or users, and its account to accounts"
              : "ask with a shorter --duration-seconds, or raise max_age";
      case FORK, REVOKED -> "";
    };
  }
}
