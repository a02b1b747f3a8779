// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.jwt.Findings;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies the access tokens of one Okta custom authorization server.
 *
 * @param verifier knows its keys
 * @param clients which may come; none for any
 * @param groupsClaim what the token calls the groups
 * @param introspection how Okta is asked, if it is
 */
record OktaAuthenticator(
    JwtVerifier verifier,
    Set<String> clients,
    String groupsClaim,
    Optional<Introspection> introspection)
    implements Authenticator {
  /** The name of the check that Okta itself makes. */
  static final String INTROSPECTION = "introspection";

  private static final String UNASKED = "Okta is asked about tokens that would be let in otherwise";

  @Override
  public Authentication authenticate(Credentials presented, Peer peer) throws InterruptedException {
    return judge(presented, Findings.deciding());
  }

  @Override
  public Examination examine(Credentials presented, Peer peer) throws InterruptedException {
    Findings findings = Findings.explaining();
    return findings.examination(judge(presented, findings), new OktaAdvice(verifier));
  }

  private Authentication judge(Credentials presented, Findings findings)
      throws InterruptedException {
    long began = System.nanoTime();
    return switch (verifier.verify(presented, findings)) {
      case Verification.Refused(Authentication answer) -> {
        if (findings.goesOn() && !findings.claimed().isEmpty()) {
          OktaClaims.of(findings.claimed(), groupsClaim).check(clients, findings);
          introspection.ifPresent(_ -> findings.skipped(INTROSPECTION, UNASKED));
        }
        yield answer;
      }
      case Verification.Valid valid -> {
        OktaClaims claims = OktaClaims.of(valid.claims(), groupsClaim);
        claims.check(clients, findings);
        if (findings.refusal().isPresent()) {
          introspection.ifPresent(_ -> findings.skipped(INTROSPECTION, UNASKED));
          yield findings.refusal().get();
        }
        yield introspection.isEmpty()
            ? verified(valid, claims, Liveness.UNTRACKED, valid.reuse())
            : asked(presented, valid, claims, System.nanoTime() - began, findings);
      }
    };
  }

  /** Okta is asked last, about nothing but tokens that would be let in otherwise. */
  private Authentication asked(
      Credentials presented,
      Verification.Valid valid,
      OktaClaims claims,
      long spent,
      Findings findings)
      throws InterruptedException {
    Secret token = presented.token().orElseThrow();
    Introspection asking = introspection.orElseThrow();
    return switch (asking.ask(token, claims.id(), Duration.ofNanos(spent))) {
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
      Verification.Valid valid, OktaClaims claims, Liveness liveness, Duration reuse) {
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
        introspection.isPresent() && introspection.get().rechecks(),
        List.of(
            Advice.Demand.of(
                Advice.Measure.EXACT,
                OktaClaims.NAMES,
                "no client, group or user is named: whoever Okta gives a token for this audience is"
                    + " let in; demand {cid}, {groups} or {uid} by their exact texts")),
        introspection.map(Introspection::longestCheck).orElse(Duration.ZERO));
  }

  @Override
  public Optional<String> trouble() {
    return verifier.trouble();
  }

  @Override
  public void close() {
    verifier.close();
  }

  @Override
  public String toString() {
    return "OktaAuthenticator[" + verifier.rules().issuer() + "]";
  }
}
