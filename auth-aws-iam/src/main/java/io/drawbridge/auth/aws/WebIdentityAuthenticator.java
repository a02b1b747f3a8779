// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.KeySet;
import io.drawbridge.auth.jwt.Verification;
import java.util.List;
import java.util.Map;

/**
 * Verifies the tokens of AWS outbound identity federation (STS API Reference, GetWebIdentityToken).
 * Each account is an issuer with keys of its own; they all name their keys alike.
 */
final class WebIdentityAuthenticator implements Authenticator {
  private final List<Account> accounts;
  private final AllowedPrincipals allowed;
  private final boolean requestTags;

  /**
   * An account and how its tokens are verified.
   *
   * @param number twelve digits
   * @param keys its keys
   * @param verifier goes by them
   */
  record Account(String number, KeySet keys, JwtVerifier verifier) {}

  /** With its settings; {@code requestTags} lets rules match what the job says of itself. */
  WebIdentityAuthenticator(List<Account> accounts, AllowedPrincipals allowed, boolean requestTags) {
    this.accounts = List.copyOf(accounts);
    this.allowed = allowed;
    this.requestTags = requestTags;
  }

  @Override
  public Authentication authenticate(Credentials presented, Peer peer) throws InterruptedException {
    Secret token = presented.token().orElse(null);
    if (token == null) {
      return new Authentication.NotMine();
    }
    for (Account account : accounts) {
      switch (account.verifier().verify(token)) {
        case Verification.Refused(Authentication.NotMine _) -> {
          // Another account's, perhaps.
        }
        case Verification.Refused(Authentication answer) -> {
          return answer;
        }
        case Verification.Valid valid -> {
          return judge(account, valid);
        }
      }
    }
    return new Authentication.NotMine();
  }

  private Authentication judge(Account account, Verification.Valid valid) {
    Principal principal = Principal.ofName(valid.subject()).orElse(null);
    if (principal == null) {
      return rejected(
          Reason.WRONG_PURPOSE, "the token's subject is neither a role nor a user", valid);
    }
    if (!(valid.claims().get(WebIdentityClaims.OBJECT) instanceof Map<?, ?> said)) {
      return rejected(
          Reason.MISSING_CLAIM, "the token does not say what AWS says in its tokens", valid);
    }
    // The issuer vouches for one account; what it says of another counts for nothing.
    if (!account.number().equals(said.get("aws_account"))
        || !account.number().equals(principal.account())) {
      return rejected(
          Reason.WRONG_ISSUER,
          "the token is about another account than " + account.number() + ", whose issuer made it",
          valid);
    }
    PrincipalClaims claims =
        WebIdentityClaims.add(PrincipalClaims.of(principal, "web-identity"), said, requestTags);
    if (!allowed.allows(principal)) {
      return new Authentication.Rejected(Reason.OTHER, claims.notAllowed(), claims.claims());
    }
    return new Authentication.Verified(
        claims.identity(valid.expiresAt()), Liveness.UNTRACKED, valid.reuse());
  }

  private static Authentication rejected(
      Reason reason, String explanation, Verification.Valid valid) {
    return new Authentication.Rejected(reason, explanation, Claims.of(valid.claims()));
  }

  @Override
  public Advice advice() {
    return PrincipalClaims.advice(
        requestTags
            ? List.of(
                "match_request_tags lets rules believe what a job wrote into its own token; leave"
                    + " it off, unless a policy in IAM restricts aws:RequestTag")
            : List.of());
  }

  @Override
  public void close() {
    accounts.forEach(account -> account.keys().close());
  }

  @Override
  public String toString() {
    return "WebIdentityAuthenticator" + accounts.stream().map(Account::number).toList();
  }
}
