// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Liveness;
import io.drawbridge.auth.Peer;
import io.drawbridge.auth.jwt.Findings;
import io.drawbridge.auth.jwt.JwtVerifier;
import io.drawbridge.auth.jwt.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Verifies the tokens of AWS outbound identity federation (STS API Reference, GetWebIdentityToken).
 * Each account is an issuer with keys of its own; they all name their keys alike.
 *
 * @param accounts at least one
 * @param allowed who may come
 * @param requestTags whether rules may match what the job says of itself
 * @param audience what the tokens must be for
 */
record WebIdentityAuthenticator(
    List<Account> accounts, AllowedPrincipals allowed, boolean requestTags, String audience)
    implements Authenticator {
  /** The name of the check of whose account a token is about. */
  static final String ACCOUNT = "account";

  /** The name of the check of who may come. */
  static final String ALLOWED = "allowed";

  /**
   * An account and how its tokens are verified.
   *
   * @param number twelve digits
   * @param verifier knows its keys
   */
  record Account(String number, JwtVerifier verifier) {}

  @Override
  public Authentication authenticate(Credentials presented, Peer peer) throws InterruptedException {
    return judge(presented, Findings::deciding).answer();
  }

  @Override
  public Examination examine(Credentials presented, Peer peer) throws InterruptedException {
    Judged judged = judge(presented, Findings::explaining);
    WebIdentityAdvice advice = new WebIdentityAdvice(audience, judged.offset());
    return judged.findings().examination(judged.answer(), advice);
  }

  private record Judged(Authentication answer, Findings findings, Optional<Duration> offset) {}

  private Judged judge(Credentials presented, Supplier<Findings> mode) throws InterruptedException {
    if (presented.token().isEmpty()) {
      return strange("token", "none was presented", mode.get());
    }
    for (Account account : accounts) {
      Findings findings = mode.get();
      Authentication answer = judge(account, presented, findings);
      // One account's stranger is another's own, perhaps.
      if (!(answer instanceof Authentication.NotMine) || accounts.size() == 1) {
        return new Judged(answer, findings, account.verifier().clockOffset());
      }
    }
    List<String> numbers = accounts.stream().map(Account::number).toList();
    String of = "it is no signed token of one of the accounts " + String.join(", ", numbers);
    return strange("issuer", of, mode.get());
  }

  private static Judged strange(String check, String detail, Findings findings) {
    Authentication answer = new Authentication.NotMine();
    findings.failed(check, detail, answer, Duration.ZERO);
    return new Judged(answer, findings, Optional.empty());
  }

  private Authentication judge(Account account, Credentials presented, Findings findings)
      throws InterruptedException {
    return switch (account.verifier().verify(presented, findings)) {
      case Verification.Refused(Authentication answer) -> {
        if (findings.goesOn() && !findings.claimed().isEmpty()) {
          principal(account, findings.claimed(), findings);
        }
        yield answer;
      }
      case Verification.Valid valid -> {
        Optional<PrincipalClaims> claims = principal(account, valid.claims(), findings);
        yield findings
            .refusal()
            .orElseGet(
                () ->
                    new Authentication.Verified(
                        claims.orElseThrow().identity(valid.expiresAt()),
                        Liveness.UNTRACKED,
                        valid.reuse()));
      }
    };
  }

  /** Whom the token is about; empty if one of the checks failed after which that cannot be told. */
  private Optional<PrincipalClaims> principal(
      Account account, Map<String, Object> claims, Findings findings) {
    Optional<Principal> subject =
        Optional.ofNullable(claims.get("sub") instanceof String sub ? sub : null)
            .flatMap(Principal::ofName);
    if (subject.isEmpty()) {
      String why = "the token's subject is neither a role nor a user";
      return refused("subject", Reason.WRONG_PURPOSE, why, claims, findings);
    }
    findings.passed("subject", subject.get()::arn);
    if (!(claims.get(WebIdentityClaims.OBJECT) instanceof Map<?, ?> said)) {
      String why = "the token does not say what AWS says in its tokens";
      return refused("AWS claims", Reason.MISSING_CLAIM, why, claims, findings);
    }
    findings.passed("AWS claims", () -> "it says its " + WebIdentityClaims.OBJECT);
    // The issuer vouches for one account; what it says of another counts for nothing.
    String number = account.number();
    if (!number.equals(said.get("aws_account")) || !number.equals(subject.get().account())) {
      String why = "the token is about another account than " + number + ", whose issuer made it";
      return refused(ACCOUNT, Reason.WRONG_ISSUER, why, claims, findings);
    }
    findings.passed(ACCOUNT, account::number);
    return Optional.of(allowed(subject.get(), said, findings));
  }

  private PrincipalClaims allowed(Principal principal, Map<?, ?> said, Findings findings) {
    PrincipalClaims all =
        WebIdentityClaims.add(PrincipalClaims.of(principal, "web-identity"), said, requestTags);
    Authentication refusal =
        new Authentication.Rejected(Reason.OTHER, all.notAllowed(), all.claims());
    findings.take(
        ALLOWED,
        allowed.allows(principal) ? Optional.empty() : Optional.of(refusal),
        () -> "it is among the roles and users that may come");
    return all;
  }

  private static Optional<PrincipalClaims> refused(
      String check,
      Reason reason,
      String explanation,
      Map<String, Object> claims,
      Findings findings) {
    findings.failed(check, new Authentication.Rejected(reason, explanation, Claims.of(claims)));
    return Optional.empty();
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

  /** While one account's keys are there, its jobs are let in. */
  @Override
  public Optional<String> trouble() {
    Optional<String> first = Optional.empty();
    for (Account account : accounts) {
      Optional<String> trouble = account.verifier().trouble();
      if (trouble.isEmpty()) {
        return trouble;
      }
      first = first.or(() -> trouble);
    }
    return first;
  }

  @Override
  public void close() {
    accounts.forEach(account -> account.verifier().close());
  }

  @Override
  public String toString() {
    return "WebIdentityAuthenticator" + accounts.stream().map(Account::number).toList();
  }
}
