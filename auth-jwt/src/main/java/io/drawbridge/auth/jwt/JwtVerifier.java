// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Secret;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * Verifies tokens of one issuer. Everything that can be judged from the token alone is judged
 * before a key is looked up, so that a token that could not be accepted anyway never costs the
 * issuer a request. Safe for concurrent use.
 */
public final class JwtVerifier {
  private static final Duration LONGEST_REUSE = Duration.ofMinutes(10);

  private final TokenRules rules;
  private final KeySet keys;
  private final InstantSource clock;
  private final Mistakes mistakes;

  /** With the rules and the keys of one issuer. */
  public JwtVerifier(TokenRules rules, KeySet keys, InstantSource clock) {
    this(rules, keys, clock, Mistakes.NONE);
  }

  /** The same, with sentences of its own about tokens that are presented by mistake. */
  public JwtVerifier(TokenRules rules, KeySet keys, InstantSource clock, Mistakes mistakes) {
    this.rules = rules;
    this.keys = keys;
    this.clock = clock;
    this.mistakes = mistakes;
  }

  /**
   * Verifies a token.
   *
   * @return what came of it; not ours if it is no signed token, or one of another issuer
   * @throws InterruptedException if the calling thread is interrupted while it waits for keys
   */
  public Verification verify(Secret token) throws InterruptedException {
    return switch (CompactToken.read(token.reveal(), rules.issuer(), mistakes)) {
      case CompactToken.Reading.Other(Verification answer) -> answer;
      case CompactToken.Reading.Ours(CompactToken ours) -> verify(ours);
    };
  }

  private Verification verify(CompactToken token) throws InterruptedException {
    Claims claimed = Claims.of(token.payload());
    Optional<Fault> fault =
        mistakes
            .ofPurpose(token.header(), token.payload())
            .map(told -> new Fault(Reason.WRONG_PURPOSE, told))
            .or(() -> HeaderCheck.check(token.header(), rules))
            .or(() -> ClaimsCheck.check(token.payload(), rules, clock.instant()));
    if (fault.isPresent()) {
      return fault.get().with(claimed);
    }
    return switch (keys.find((String) token.header().get("kid"))) {
      case KeySet.Lookup.Unavailable(String explanation) ->
          new Verification.Refused(new Authentication.Unavailable(explanation));
      case KeySet.Lookup.Missing(String explanation) ->
          new Fault(Reason.UNKNOWN_KEY, explanation).with(claimed);
      case KeySet.Lookup.Found(VerificationKey key, Instant freshUntil) ->
          key.verifies((String) token.header().get("alg"), token.signed(), token.signature())
              ? valid(token.payload(), freshUntil)
              : new Fault(
                      Reason.BAD_SIGNATURE,
                      "the token's signature does not fit its content; was it changed or cut?")
                  .with(claimed);
    };
  }

  private Verification valid(Map<String, Object> claims, Instant freshUntil) {
    Instant expires = ClaimsCheck.time(claims, "exp").orElseThrow();
    Duration reuse = LONGEST_REUSE;
    for (Instant end : new Instant[] {expires, freshUntil}) {
      Duration left = Duration.between(clock.instant(), end);
      reuse = left.compareTo(reuse) < 0 ? left : reuse;
    }
    return new Verification.Valid(
        claims, (String) claims.get("sub"), expires, reuse.isNegative() ? Duration.ZERO : reuse);
  }
}
