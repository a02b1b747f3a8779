// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Durations;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Verifies signed GetCallerIdentity proofs: has STS say who signed. */
final class CallerIdentityAuthenticator implements Authenticator {
  private final StsClient sts;
  private final String audience;
  private final AllowedPrincipals allowed;
  private final Duration window;
  private final Duration validFor;
  private final SpentProofs spent;
  private final InstantSource clock;

  /**
   * With its settings.
   *
   * @param window how far a proof's date may be from our clock
   * @param validFor how long the identity counts, since STS does not say how long the keys live
   */
  CallerIdentityAuthenticator(
      StsClient sts,
      String audience,
      AllowedPrincipals allowed,
      Duration window,
      Duration validFor,
      InstantSource clock) {
    this.sts = sts;
    this.audience = audience;
    this.allowed = allowed;
    this.window = window;
    this.validFor = validFor;
    this.clock = clock;
    this.spent = new SpentProofs(clock.instant());
  }

  @Override
  public Authentication authenticate(Credentials presented, Peer peer) throws InterruptedException {
    Secret token = presented.token().orElse(null);
    if (token == null) {
      return new Authentication.NotMine();
    }
    return switch (CallerProof.read(token.reveal())) {
      case CallerProof.Reading.Other(Authentication answer) -> answer;
      case CallerProof.Reading.Ours(CallerProof proof) -> {
        Authentication fault = fault(proof);
        yield fault != null ? fault : spend(proof);
      }
    };
  }

  /**
   * The fault that shows without STS, or {@code null}. The audience is only a courtesy here: the
   * signature binds it.
   */
  private Authentication fault(CallerProof proof) {
    if (!audience.equals(proof.audience())) {
      return rejected(
          proof,
          Reason.WRONG_AUDIENCE,
          "the AWS proof is for the audience \""
              + proof.audience()
              + "\", this gateway's is \""
              + audience
              + "\" (connect --aws-audience)");
    }
    if (!sts.knows(proof.region())) {
      return rejected(
          proof,
          Reason.OTHER,
          "the AWS proof is signed for the region "
              + proof.region()
              + "; accepted are "
              + sts.regions()
              + " (connect --aws-region)");
    }
    return staleness(proof, Duration.between(proof.signedAt(), clock.instant()));
  }

  private Authentication staleness(CallerProof proof, Duration age) {
    if (age.compareTo(window) > 0) {
      return rejected(
          proof,
          Reason.EXPIRED,
          "the AWS proof was signed "
              + Durations.text(age)
              + " ago; at most "
              + Durations.text(window)
              + " are accepted: sign anew for each connection, and compare the clocks");
    }
    if (age.negated().compareTo(window) > 0) {
      return rejected(
          proof,
          Reason.NOT_YET_VALID,
          "the AWS proof is dated "
              + Durations.text(age.negated())
              + " in the future; compare the clocks of the job and the gateway");
    }
    return null;
  }

  private Authentication spend(CallerProof proof) throws InterruptedException {
    return switch (spent.claim(proof, clock.instant())) {
      case SPENT ->
          rejected(
              proof,
              Reason.OTHER,
              "the AWS proof has been used before; each connection needs one of its own, which"
                  + " drawbridge connect --aws makes");
      case FORGOTTEN ->
          new Authentication.Unavailable(
              "the AWS proof was signed before this gateway started; sign again");
      case FULL ->
          new Authentication.Unavailable("too many AWS proofs were used in the last 15 minutes");
      case TAKEN -> ask(proof);
    };
  }

  private Authentication ask(CallerProof proof) throws InterruptedException {
    boolean verified = false;
    try {
      Authentication answer =
          switch (sts.ask(proof)) {
            case StsAnswer.Silent(String why) -> new Authentication.Unavailable(why);
            case StsAnswer.Refused(String code) -> refused(proof, code);
            case StsAnswer.Caller caller -> called(proof, caller);
          };
      verified = answer instanceof Authentication.Verified;
      return answer;
    } finally {
      if (!verified) {
        spent.release(proof);
      }
    }
  }

  private Authentication called(CallerProof proof, StsAnswer.Caller caller) {
    Principal principal = Principal.ofCaller(caller.arn()).orElse(null);
    if (principal == null) {
      return rejected(
          proof,
          Reason.WRONG_PURPOSE,
          "the AWS proof is of neither a role nor a user; roots and federated users are refused");
    }
    String id = principal.id(caller.userId());
    if (!principal.account().equals(caller.account()) || id.isEmpty()) {
      return new Authentication.Unavailable("STS's answer contradicts itself");
    }
    PrincipalClaims claims = PrincipalClaims.of(principal, "caller-identity");
    if (!allowed.allows(principal)) {
      return new Authentication.Rejected(
          Reason.OTHER, claims.notAllowed(), claims.with("region", proof.region()).claims());
    }
    Instant until = clock.instant().plus(validFor);
    Identity identity = claims.with("user_id", id).with("region", proof.region()).identity(until);
    // Remembered, the same proof would be let in a second time.
    return new Authentication.Verified(identity, Liveness.UNTRACKED, Duration.ZERO);
  }

  private static Authentication refused(CallerProof proof, String code) {
    return switch (code) {
      case "ExpiredToken", "ExpiredTokenException" ->
          rejected(
              proof,
              Reason.EXPIRED,
              "AWS says that the keys' session is over (" + code + "): assume the role again");
      case "InvalidClientTokenId" ->
          rejected(proof, Reason.UNKNOWN_KEY, "AWS does not know the key " + proof.key());
      default ->
          rejected(
              proof,
              Reason.BAD_SIGNATURE,
              "AWS does not accept the signature"
                  + (code.isEmpty() ? "" : " (" + code + ")")
                  + ": was it made with this key, for this region's own host and for the"
                  + " audience \""
                  + proof.audience()
                  + "\"?");
    };
  }

  private static Authentication rejected(CallerProof proof, Reason reason, String explanation) {
    return new Authentication.Rejected(reason, explanation, proof.claimed());
  }

  @Override
  public Advice advice() {
    return PrincipalClaims.advice(List.of());
  }

  @Override
  public String toString() {
    return "CallerIdentityAuthenticator[" + sts.regions() + "]";
  }
}
