// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.jwt.Findings;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.TokenAuthenticator;
import io.drawbridge.auth.jwt.Verification;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies the tokens of one account: it is an issuer with keys of its own.
 *
 * @param requestTags whether rules may match what the job says of itself
 */
record WebIdentityAccount(
    String number, JwtVerifier verifier, AllowedPrincipals allowed, boolean requestTags)
    implements TokenAuthenticator {
  static final String ACCOUNT = "account";
  static final String ALLOWED = "allowed";

  @Override
  public void check(Map<String, Object> claims, Credentials presented, Findings findings) {
    Optional<Principal> subject = subject(claims);
    if (subject.isEmpty()) {
      String why = "the token's subject is neither a role nor a user";
      failed("subject", Reason.WRONG_PURPOSE, why, claims, findings);
      return;
    }
    findings.passed("subject", subject.get()::arn);
    if (!(claims.get(WebIdentityClaims.OBJECT) instanceof Map<?, ?> said)) {
      String why = "the token does not say what AWS says in its tokens";
      failed("AWS claims", Reason.MISSING_CLAIM, why, claims, findings);
      return;
    }
    findings.passed("AWS claims", () -> "it says its " + WebIdentityClaims.OBJECT);
    // The issuer vouches for one account; what it says of another counts for nothing.
    if (!number.equals(said.get("aws_account")) || !number.equals(subject.get().account())) {
      String why = "the token is about another account than " + number + ", whose issuer made it";
      failed(ACCOUNT, Reason.WRONG_ISSUER, why, claims, findings);
      return;
    }
    findings.passed(ACCOUNT, this::number);
    if (allowed.allows(subject.get())) {
      findings.passed(ALLOWED, () -> "it is among the roles and users that may come");
    } else {
      PrincipalClaims all = WebIdentityClaims.of(subject.get(), said, requestTags);
      Claims told = all.claims();
      findings.failed(ALLOWED, new Authentication.Rejected(Reason.OTHER, all.notAllowed(), told));
    }
  }

  private static Optional<Principal> subject(Map<String, Object> claims) {
    return claims.get("sub") instanceof String sub ? Principal.ofName(sub) : Optional.empty();
  }

  private static void failed(
      String check, Reason reason, String why, Map<String, Object> claims, Findings findings) {
    findings.failed(check, new Authentication.Rejected(reason, why, Claims.of(claims)));
  }

  @Override
  public Authentication accept(Verification token, Credentials presented, Findings findings) {
    Principal principal = subject(token.claims()).orElseThrow();
    Map<?, ?> said = (Map<?, ?>) token.claims().get(WebIdentityClaims.OBJECT);
    return new Authentication.Verified(
        WebIdentityClaims.of(principal, said, requestTags).identity(token.expiresAt()),
        Liveness.UNTRACKED,
        token.reuse());
  }

  @Override
  public String whoseClock() {
    return WebIdentityAdvice.WHOSE;
  }

  @Override
  public String next(Findings.Failure failure) {
    return new WebIdentityAdvice(verifier.rules().audience()).after(failure);
  }
}
