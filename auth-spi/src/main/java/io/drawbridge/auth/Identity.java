// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * Who a session acts for, verified.
 *
 * @param issuer who vouches for it
 * @param subject the issuer's name for it
 * @param claims the verified statements that rules may match
 * @param labels the few facts that name it to people (job, project, ref), in order of importance;
 *     they go to logs and the audit, and are never matched
 * @param expiresAt when the proof ends; {@link Instant#MAX} if it does not
 */
public record Identity(
    String issuer, String subject, Claims claims, Map<String, String> labels, Instant expiresAt) {
  /** Copies the labels, keeping their order. */
  public Identity {
    Objects.requireNonNull(issuer, "issuer");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(claims, "claims");
    Objects.requireNonNull(expiresAt, "expiresAt");
    labels = Collections.unmodifiableMap(new LinkedHashMap<>(labels));
  }

  /** Its one-line name: {@code issuer|subject}. Limits per principal count by it. */
  public String principal() {
    return issuer + "|" + subject;
  }
}
