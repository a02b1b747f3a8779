// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import java.util.Map;
import java.util.Optional;

/**
 * Tokens that people present by mistake, told apart before anything else is judged, so that they
 * hear what to do instead of which check failed first. It sees claims that nobody has verified yet,
 * and can only refuse. Called concurrently.
 */
public interface Mistakes {
  /** Knows none. */
  Mistakes NONE = new Mistakes() {};

  /**
   * A sentence about tokens of another issuer, if they are ours to refuse; else the next
   * authenticator is asked.
   */
  default Optional<String> ofIssuer(String issuer) {
    return Optional.empty();
  }

  /** A sentence about a token of our issuer that was made for something else, if it was. */
  default Optional<String> ofPurpose(Map<String, Object> header, Map<String, Object> claims) {
    return Optional.empty();
  }
}
