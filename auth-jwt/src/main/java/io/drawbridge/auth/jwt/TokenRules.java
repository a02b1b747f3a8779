// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What the tokens of one issuer must be like to be accepted (RFC 8725, section 3).
 *
 * @param issuer the exact {@code iss}
 * @param audience the exact, only {@code aud}
 * @param algorithms accepted {@code alg} values, for example {@code RS256}; never symmetric ones
 * @param types accepted {@code typ} values, in lower case; a token without {@code typ} is accepted
 * @param required claims that must be there, besides {@code iss}, {@code aud}, {@code sub}, {@code
 *     exp} and {@code iat}: a text that is not empty, a number, or true or false
 * @param prohibited claims that show that a token was made for something else
 * @param maxAge the longest life accepted, from {@code iat} to {@code exp}
 * @param skew how far the issuer's clock may be from ours
 * @param advice the end of the sentence for an expired token: how long such tokens live
 */
public record TokenRules(
    String issuer,
    String audience,
    Set<String> algorithms,
    Set<String> types,
    List<String> required,
    Set<String> prohibited,
    Duration maxAge,
    Duration skew,
    String advice) {
  /** Copies the collections; refuses an algorithm that is not an asymmetric signature. */
  public TokenRules {
    algorithms = Set.copyOf(algorithms);
    types = Set.copyOf(types);
    required = List.copyOf(required);
    prohibited = Set.copyOf(prohibited);
    if (!VerificationKey.ALGORITHMS.containsAll(algorithms) || algorithms.isEmpty()) {
      throw new IllegalArgumentException("algorithms: " + algorithms);
    }
  }
}
