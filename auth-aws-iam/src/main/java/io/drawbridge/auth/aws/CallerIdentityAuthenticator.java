// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.jwt.AuthorityClock;
import io.drawbridge.auth.jwt.Findings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Verifies signed GetCallerIdentity proofs: has STS say who signed. */
final class CallerIdentityAuthenticator implements Authenticator {
  static final String REPLAY = "replay";

  /** The answer where no more proofs can be remembered, which time alone mends. */
  static final Authentication FULL =
      new Authentication.Unavailable("too many AWS proofs were used in the last 15 minutes");

  static final String STS = "STS";
  static final String ALLOWED = "allowed";

  private final StsClient sts;
  private final AllowedPrincipals allowed;
  private final Duration validFor;
  private final SpentProofs spent;
  private final SourceShares shares;
  private final InstantSource clock;
  private final ProofCheck check;

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
    this.allowed = allowed;
    this.validFor = validFor;
    this.clock = clock;
    this.check = new ProofCheck(sts, audience, window, clock);
    this.spent = new SpentProofs(clock.instant());
    this.shares = new SourceShares(clock);
  }

  @Override
  public Authentication authenticate(Credentials presented, Peer peer) throws InterruptedException {
    Findings findings = Findings.deciding();
    Optional<CallerProof> proof =
        ProofCheck.read(presented, findings).filter(read -> check.fits(read, findings));
    if (proof.isEmpty()) {
      return findings.refusal().orElseThrow();
    }
    Optional<String> wait = shares.enter(peer.address());
    if (wait.isPresent()) {
      return new Authentication.Unavailable(wait.get());
    }
    Optional<Boolean> verified = Optional.empty();
    try {
      Authentication answer = spend(proof.get(), findings);
      verified =
          switch (answer) {
            case Authentication.Verified _ -> Optional.of(true);
            case Authentication.Rejected _ -> Optional.of(false);
            case Authentication.NotMine _, Authentication.Unavailable _ -> Optional.empty();
          };
      return answer;
    } finally {
      shares.leave(peer.address(), verified);
    }
  }

  @Override
  public Examination examine(Credentials presented, Peer peer) throws InterruptedException {
    Findings findings = Findings.explaining();
    Optional<CallerProof> proof = ProofCheck.read(presented, findings);
    if (proof.isPresent()) {
      check.fits(proof.get(), findings);
      unspent(proof.get(), spent.look(proof.get(), clock.instant()), findings);
    }
    Authentication answer;
    if (findings.refusal().isPresent()) {
      answer = findings.refusal().get();
      findings.skipped(STS, "it is asked about proofs that would be let in otherwise");
    } else {
      answer = ask(proof.orElseThrow(), findings);
      findings.noted(
          "clock",
          () ->
              sts.clockOffset()
                  .map(offset -> AuthorityClock.told(offset, "that of STS"))
                  .orElse("that of STS was not seen"));
    }
    CallerAdvice advice = new CallerAdvice(check.audience(), sts.regions(), check.window());
    return findings.examination(answer, advice);
  }

  private Authentication spend(CallerProof proof, Findings findings) throws InterruptedException {
    if (!unspent(proof, spent.claim(proof, clock.instant()), findings)) {
      return findings.refusal().orElseThrow();
    }
    boolean verified = false;
    try {
      Authentication answer = ask(proof, findings);
      verified = answer instanceof Authentication.Verified;
      return answer;
    } finally {
      if (!verified) {
        spent.release(proof);
      }
    }
  }

  private static boolean unspent(CallerProof proof, SpentProofs.Claim claim, Findings findings) {
    Optional<Authentication> fault =
        switch (claim) {
          case SPENT ->
              Optional.of(
                  proof.rejected(
                      Reason.OTHER,
                      "the AWS proof has been used before; each connection needs one of its own,"
                          + " which drawbridge connect --source aws-iam makes"));
          case FORGOTTEN ->
              Optional.of(
                  new Authentication.Unavailable(
                      "the AWS proof was signed before this gateway started; sign again"));
          case FULL -> Optional.of(FULL);
          case TAKEN -> Optional.empty();
        };
    return findings.take(
        REPLAY, fault, () -> "new to this process; the gateway's own memory is not seen from here");
  }

  private Authentication ask(CallerProof proof, Findings findings) throws InterruptedException {
    return switch (sts.ask(proof)) {
      case StsAnswer.Silent(String why) ->
          failed(STS, new Authentication.Unavailable(why), findings);
      case StsAnswer.Refused(String code) -> failed(STS, refused(proof, code), findings);
      case StsAnswer.Caller caller -> {
        findings.passed(STS, () -> "it accepts the signature, and names the caller");
        yield called(proof, caller, findings);
      }
    };
  }

  private static Authentication failed(String check, Authentication answer, Findings findings) {
    findings.failed(check, answer);
    return answer;
  }

  private Authentication called(CallerProof proof, StsAnswer.Caller caller, Findings findings) {
    Principal principal = Principal.ofCaller(caller.arn()).orElse(null);
    if (principal == null) {
      return failed(
          "caller",
          proof.rejected(
              Reason.WRONG_PURPOSE,
              "the AWS proof is of neither a role nor a user; roots and federated users are"
                  + " refused"),
          findings);
    }
    String id = principal.id(caller.userId());
    if (!principal.account().equals(caller.account()) || id.isEmpty()) {
      return failed(
          "caller", new Authentication.Unavailable("STS's answer contradicts itself"), findings);
    }
    findings.passed("caller", principal::arn);
    PrincipalClaims claims = PrincipalClaims.of(principal, "caller-identity");
    if (!allowed.allows(principal)) {
      return failed(
          ALLOWED,
          new Authentication.Rejected(
              Reason.OTHER, claims.notAllowed(), claims.with("region", proof.region()).claims()),
          findings);
    }
    findings.passed(ALLOWED, () -> "it is among the roles and users that may come");
    Instant until = clock.instant().plus(validFor);
    Identity identity = claims.with("user_id", id).with("region", proof.region()).identity(until);
    // Remembered, the same proof would be let in a second time.
    return new Authentication.Verified(identity, Liveness.UNTRACKED, Duration.ZERO);
  }

  private static Authentication refused(CallerProof proof, String code) {
    return switch (code) {
      case "ExpiredToken", "ExpiredTokenException" ->
          proof.rejected(
              Reason.EXPIRED,
              "AWS says that the keys' session is over (" + code + "): assume the role again");
      case "InvalidClientTokenId" ->
          proof.rejected(Reason.UNKNOWN_KEY, "AWS does not know the key " + proof.key());
      default ->
          proof.rejected(
              Reason.BAD_SIGNATURE,
              "AWS does not accept the signature"
                  + (code.isEmpty() ? "" : " (" + code + ")")
                  + ": was it made with this key, for this region's own host and for the"
                  + " audience \""
                  + proof.audience()
                  + "\"?");
    };
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
