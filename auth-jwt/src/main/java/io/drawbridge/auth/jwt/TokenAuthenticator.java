// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authenticator;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Examination;
import io.drawbridge.auth.Peer;
import java.util.Map;
import java.util.Optional;

/**
 * An authenticator of the signed tokens of one issuer: what the {@link JwtVerifier} and the
 * plugin's own checks find decides, and the same checks explain. Called concurrently.
 */
public interface TokenAuthenticator extends Authenticator {
  /** Verifies the tokens; closed with this authenticator. */
  JwtVerifier verifier();

  /**
   * Makes the checks that only the plugin knows: of each genuine token and, to explain, of any
   * other one that can be read.
   *
   * @param claims the token's payload, for which perhaps nobody vouches
   */
  void check(Map<String, Object> claims, Credentials presented, Findings findings);

  /**
   * The answer about a genuine token in which no check found a fault.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  Authentication accept(Verification token, Credentials presented, Findings findings)
      throws InterruptedException;

  /** Whose clock the token's times are of, for example "the issuer's". */
  String whoseClock();

  /** What to do about a failure, in the issuer's words; empty if that is not known. */
  String next(Findings.Failure failure);

  @Override
  default Authentication authenticate(Credentials presented, Peer peer)
      throws InterruptedException {
    Findings findings = Findings.deciding();
    return judge(verifier().verify(presented, findings), presented, findings);
  }

  @Override
  default Examination examine(Credentials presented, Peer peer) throws InterruptedException {
    Findings findings = Findings.explaining();
    Authentication answer = judge(verifier().verify(presented, findings), presented, findings);
    return findings.examination(
        answer,
        failure ->
            AuthorityClock.blamed(failure, verifier().clockOffset(), whoseClock())
                .orElseGet(() -> next(failure)));
  }

  /**
   * What comes of a token. A genuine one is checked whatever it says; of any other one the checks
   * only explain.
   *
   * @throws InterruptedException if the calling thread is interrupted
   */
  default Authentication judge(
      Optional<Verification> genuine, Credentials presented, Findings findings)
      throws InterruptedException {
    Map<String, Object> claims = genuine.map(Verification::claims).orElse(findings.claimed());
    if (genuine.isPresent() || findings.goesOn() && !claims.isEmpty()) {
      check(claims, presented, findings);
    }
    Optional<Authentication> refusal = findings.refusal();
    return refusal.isPresent() ? refusal.get() : accept(genuine.orElseThrow(), presented, findings);
  }

  @Override
  default Optional<String> trouble() throws InterruptedException {
    return verifier().trouble();
  }

  @Override
  default void close() {
    verifier().close();
  }
}
