// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.aws;

import io.drawbridge.auth.Advice;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What rules can match of a principal, the same for both proofs. Immutable. */
record PrincipalClaims(Principal principal, Claims claims) {
  /** Claims that name one principal; its ARN is the subject, too. */
  private static final Set<String> NAMES = Set.of("role", "user", "arn", "user_id", "subject");

  static PrincipalClaims of(Principal principal, String proof) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("account", principal.account());
    members.put(principal.kind().text(), principal.name());
    members.put("arn", principal.arn());
    members.put("proof", proof);
    return new PrincipalClaims(principal, Claims.of(members));
  }

  /** With one more; what the name says is not replaced. */
  PrincipalClaims with(String name, Object value) {
    return claims.names().contains(name)
        ? this
        : new PrincipalClaims(principal, claims.with(name, value));
  }

  /** What both proofs advise: neither knows of a job, and an account is many. */
  static Advice advice(List<String> settings) {
    return new Advice(
        settings,
        false,
        List.of(
            Advice.Demand.of(
                Advice.Measure.EXACT,
                NAMES,
                "no role or user is named exactly: all that roles and users of its authenticator"
                    + " list, now or later, are let in; demand {role}, {user}, {arn} or {user_id}"
                    + " by their exact texts")));
  }

  String notAllowed() {
    return principal.arn() + " is not among the roles and users that may come";
  }

  Identity identity(Instant expiresAt) {
    Map<String, String> labels = new LinkedHashMap<>();
    labels.put(principal.kind().text(), principal.name());
    labels.put("account", principal.account());
    if (!principal.session().isEmpty()) {
      // A label is never matched, and this one says why it must not be believed either.
      labels.put("session (caller-chosen)", principal.session());
    }
    return new Identity("aws:" + principal.account(), principal.arn(), claims, labels, expiresAt);
  }
}
