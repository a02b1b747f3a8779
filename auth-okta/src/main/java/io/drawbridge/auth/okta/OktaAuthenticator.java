// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.okta;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.KeySet;
import io.drawbridge.auth.jwt.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Verifies the access tokens of one Okta custom authorization server. */
final class OktaAuthenticator implements Authenticator {
  private final String issuer;
  private final KeySet keys;
  private final JwtVerifier verifier;
  private final Set<String> clients;
  private final String groupsClaim;
  private final Optional<Introspection> introspection;

  OktaAuthenticator(
      String issuer,
      KeySet keys,
      JwtVerifier verifier,
      Set<String> clients,
      String groupsClaim,
      Optional<Introspection> introspection) {
    this.issuer = issuer;
    this.keys = keys;
    this.verifier = verifier;
    this.clients = clients;
    this.groupsClaim = groupsClaim;
    this.introspection = introspection;
  }

  @Override
  public Authentication authenticate(Credentials presented, Peer peer) throws InterruptedException {
    long began = System.nanoTime();
    Secret token = presented.token().orElse(null);
    if (token == null) {
      return new Authentication.NotMine();
    }
    return switch (verifier.verify(token)) {
      case Verification.Refused(Authentication answer) -> answer;
      case Verification.Valid valid -> {
        OktaClaims claims = OktaClaims.of(valid.claims(), groupsClaim);
        Optional<Authentication> fault = claims.fault(clients);
        if (fault.isPresent()) {
          yield fault.get();
        }
        yield introspection.isEmpty()
            ? verified(valid, claims, Liveness.UNTRACKED, valid.reuse())
            : asked(introspection.get(), token, valid, claims, System.nanoTime() - began);
      }
    };
  }

  /** Okta is asked last, about nothing but tokens that would be let in otherwise. */
  private Authentication asked(
      Introspection asking, Secret token, Verification.Valid valid, OktaClaims claims, long spent)
      throws InterruptedException {
    return switch (asking.ask(token, claims.id(), Duration.ofNanos(spent))) {
      case Introspection.Answer.Active() -> {
        Duration reuse = asking.interval();
        yield verified(
            valid,
            claims,
            asking.liveness(token, claims.id()),
            reuse.compareTo(valid.reuse()) < 0 ? reuse : valid.reuse());
      }
      case Introspection.Answer.Inactive() ->
          new Authentication.Rejected(
              Authentication.Reason.REVOKED,
              "Okta says that the token is not active: it was revoked, or its user or client was"
                  + " deactivated",
              claims.claims());
      case Introspection.Answer.Silent(String why) ->
          new Authentication.Unavailable("cannot tell whether the token was revoked: " + why);
    };
  }

  private Authentication verified(
      Verification.Valid valid, OktaClaims claims, Liveness liveness, Duration reuse) {
    Identity identity =
        new Identity(issuer, valid.subject(), claims.claims(), claims.labels(), valid.expiresAt());
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
        OktaClaims.NAMES,
        "no client, group or user is named: whoever Okta gives a token for this audience is let"
            + " in; demand cid, groups or uid by their exact texts");
  }

  @Override
  public void close() {
    keys.close();
  }

  @Override
  public String toString() {
    return "OktaAuthenticator[" + issuer + "]";
  }
}
