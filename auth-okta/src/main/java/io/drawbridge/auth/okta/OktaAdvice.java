// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.jwt.AuthorityClock;
import io.drawbridge.auth.jwt.Findings.Failure;
import io.drawbridge.auth.jwt.TokenRules;
import io.drawbridge.common.Durations;

/** What to do about a token that is refused, in Okta's words. */
record OktaAdvice(TokenRules rules) {
  static final String WHOSE = "Okta's";

  /** The last part of the issuer, which Okta's console shows. */
  private String server() {
    return rules.issuer().substring(rules.issuer().lastIndexOf('/') + 1);
  }

  String after(Failure failure) {
    return failure
        .reason()
        .map(reason -> after(reason, failure))
        .orElseGet(() -> unavailable(failure));
  }

  private String unavailable(Failure failure) {
    return failure.answer() instanceof Authentication.Unavailable
            && failure.check().equals(OktaAuthenticator.INTROSPECTION)
        ? "see that "
            + rules.issuer()
            + " can be reached from here and knows introspection.client_id with this secret"
        : "";
  }

  private String after(Reason reason, Failure failure) {
    return switch (reason) {
      case MALFORMED ->
          "hand over the access token itself, whole and without quotes: access_token of the answer"
              + " of "
              + rules.issuer()
              + "/v1/token";
      case EXPIRED ->
          "expired "
              + Durations.text(failure.by())
              + " ago: Okta tokens live as long as the access policy of the authorization server"
              + " says; ask for one right before connect, or give the policy's rule a longer life";
      case NOT_YET_VALID -> AuthorityClock.early(failure, WHOSE);
      case UNKNOWN_KEY, BAD_SIGNATURE ->
          "ask for a new token and hand it over unchanged; if that is refused, too, keys or jwks"
              + " are those of another authorization server than "
              + server();
      case WRONG_ISSUER, WRONG_AUDIENCE, MISSING_CLAIM, WRONG_PURPOSE -> another(reason, failure);
      case FORK -> "";
      case REVOKED ->
          "ask for a new token; if that is refused, too, see that its client and user are active in"
              + " Okta";
      case OTHER -> "give the access policy's rule a shorter life, or raise max_age";
    };
  }

  /** Of a token that was made for something else. */
  private String another(Reason reason, Failure failure) {
    return switch (reason) {
      case WRONG_ISSUER ->
          "ask for the token at the custom authorization server, " + rules.issuer() + "/v1/token";
      case WRONG_AUDIENCE ->
          ("the audience belongs to the authorization server: that of %s must be %s (Security,"
                  + " API, in Okta's console), or else correct audience")
              .formatted(server(), rules.audience());
      case MISSING_CLAIM ->
          "ask for an access token with a scope of the authorization server: grant_type"
              + "=client_credentials&scope=SCOPE";
      default ->
          failure.check().equals(OktaClaims.CLIENT)
              ? "ask with a client that is accepted here, or add this one to clients"
              : "ask for a plain access token with grant_type=client_credentials at "
                  + rules.issuer()
                  + "/v1/token, without DPoP, and send access_token";
    };
  }
}
