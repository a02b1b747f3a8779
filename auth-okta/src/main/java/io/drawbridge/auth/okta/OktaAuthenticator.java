// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.jwt.Findings;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.TokenAuthenticator;
import io.drawbridge.auth.jwt.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies the access tokens of one Okta custom authorization server.
 *
 * @param clients which may come; none for any
 * @param groupsClaim what the token calls the groups
 */
record OktaAuthenticator(
    JwtVerifier verifier,
    Set<String> clients,
    String groupsClaim,
    Optional<Introspection> introspection)
    implements TokenAuthenticator {
  static final String INTROSPECTION = "introspection";

  @Override
  public void check(Map<String, Object> claims, Credentials presented, Findings findings) {
    OktaClaims.of(claims, groupsClaim).check(clients, findings);
    if (findings.refusal().isPresent() && introspection.isPresent()) {
      findings.skipped(INTROSPECTION, "Okta is asked about tokens that would be let in otherwise");
    }
  }

  /** Okta is asked last, about nothing but tokens that would be let in otherwise. */
  @Override
  public Authentication accept(Verification valid, Credentials presented, Findings findings)
      throws InterruptedException {
    OktaClaims claims = OktaClaims.of(valid.claims(), groupsClaim);
    if (introspection.isEmpty()) {
      return verified(valid, claims, Liveness.UNTRACKED, valid.reuse());
    }
    Secret token = presented.token().orElseThrow();
    Introspection asking = introspection.get();
    return switch (asking.ask(token, claims.id(), findings.spent())) {
      case Introspection.Answer.Active() -> {
        findings.passed(INTROSPECTION, () -> "Okta says that the token is active");
        Duration reuse = asking.interval();
        yield verified(
            valid,
            claims,
            asking.liveness(token, claims.id()),
            reuse.compareTo(valid.reuse()) < 0 ? reuse : valid.reuse());
      }
      case Introspection.Answer.Inactive() ->
          refused(
              new Authentication.Rejected(
                  Authentication.Reason.REVOKED,
                  "Okta says that the token is not active: it was revoked, or its user or client"
                      + " was deactivated",
                  claims.claims()),
              findings);
      case Introspection.Answer.Silent(String why) ->
          refused(
              new Authentication.Unavailable("cannot tell whether the token was revoked: " + why),
              findings);
    };
  }

  private static Authentication refused(Authentication answer, Findings findings) {
    findings.failed(INTROSPECTION, answer);
    return answer;
  }

  private Authentication verified(
      Verification valid, OktaClaims claims, Liveness liveness, Duration reuse) {
    Identity identity =
        new Identity(
            verifier.rules().issuer(),
            valid.subject(),
            claims.claims(),
            claims.labels(),
            valid.expiresAt());
    return new Authentication.Verified(identity, liveness, reuse);
  }

  @Override
  public Advice advice() {
    return new Advice(
        introspection.isPresent()
            ? List.of()
            : List.of(
                "a token that was revoked, or whose user left, stays good until it expires; let"
                    + " Okta be asked: introspection = { client_id = …, client_secret = … }"),
        introspection.isPresent() && introspection.get().recheck(),
        List.of(
            Advice.Demand.of(
                Advice.Measure.EXACT,
                OktaClaims.NAMES,
                "no client, group or user is named: whoever Okta gives a token for this audience is"
                    + " let in; demand {cid}, {groups} or {uid} by their exact texts")),
        introspection.map(Introspection::longestCheck).orElse(Duration.ZERO));
  }

  @Override
  public String whoseClock() {
    return OktaAdvice.WHOSE;
  }

  @Override
  public String next(Findings.Failure failure) {
    return new OktaAdvice(verifier.rules()).after(failure);
  }

  @Override
  public String toString() {
    return "OktaAuthenticator[" + verifier.rules().issuer() + "]";
  }
}
