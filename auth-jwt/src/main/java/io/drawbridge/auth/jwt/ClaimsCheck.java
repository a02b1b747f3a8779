// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Durations;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a token's claims must say (RFC 7519, section 4.1). A claim that is null counts as missing: a
 * token whose {@code exp} is null would never expire.
 */
final class ClaimsCheck {
  /** The gateway keeps no longer subject; a longer one must be a refusal, not a fault. */
  private static final int LONGEST_TEXT = 512;

  private static final int MOST_CLAIMS = 100;
  private static final long YEAR_10000 = 253_402_300_800L;

  private final Map<String, Object> claims;
  private final TokenRules rules;
  private final Instant now;

  private ClaimsCheck(Map<String, Object> claims, TokenRules rules, Instant now) {
    this.claims = claims;
    this.rules = rules;
    this.now = now;
  }

  /** The first fault, if there is one. The issuer has been compared before. */
  static Optional<Fault> check(Map<String, Object> claims, TokenRules rules, Instant now) {
    ClaimsCheck check = new ClaimsCheck(claims, rules, now);
    return check.audience().or(check::purpose).or(check::required).or(check::times).or(check::life);
  }

  /** A claim that is a NumericDate (RFC 7519, section 2); empty if it is not there or not one. */
  static Optional<Instant> time(Map<String, Object> claims, String name) {
    long seconds =
        switch (claims.get(name)) {
          case Long whole -> whole;
          case BigDecimal number when number.abs().compareTo(BigDecimal.valueOf(YEAR_10000)) < 0 ->
              number.setScale(0, RoundingMode.FLOOR).longValueExact();
          case null, default -> -1;
        };
    return seconds < 0 || seconds >= YEAR_10000
        ? Optional.empty()
        : Optional.of(Instant.ofEpochSecond(seconds));
  }

  /** Exactly one audience: a token for several services can be replayed by any of them. */
  private Optional<Fault> audience() {
    Object audience = claims.get("aud");
    if (audience == null) {
      return fault(Reason.MISSING_CLAIM, "the token names no audience (aud)");
    }
    if (rules.audience().equals(audience) || List.of(rules.audience()).equals(audience)) {
      return Optional.empty();
    }
    return fault(
        Reason.WRONG_AUDIENCE,
        "the token is for "
            + Fault.quote(audience)
            + ", not for "
            + Fault.quote(rules.audience())
            + " alone: let the job ask for a token with exactly this aud");
  }

  private Optional<Fault> purpose() {
    for (String name : rules.prohibited()) {
      if (claims.containsKey(name)) {
        return fault(
            Reason.WRONG_PURPOSE, "the token has " + name + ": it was made for another purpose");
      }
    }
    return Optional.empty();
  }

  private Optional<Fault> required() {
    if (claims.size() > MOST_CLAIMS) {
      return fault(Reason.MALFORMED, "the token has more than 100 claims");
    }
    if (!(claims.get("sub") instanceof String)) {
      return fault(Reason.MISSING_CLAIM, "the token has no subject (sub)");
    }
    Optional<Fault> fault = present("sub");
    for (String name : rules.required()) {
      fault = fault.or(() -> present(name));
    }
    return fault;
  }

  private Optional<Fault> present(String name) {
    return switch (claims.get(name)) {
      case String text when text.isBlank() -> missing(name);
      case String text when text.length() > LONGEST_TEXT ->
          fault(Reason.MALFORMED, "the token's " + name + " is longer than 512 characters");
      case String text when text.chars().anyMatch(Character::isISOControl) ->
          fault(Reason.MALFORMED, "the token's " + name + " has control characters");
      case String _, Number _, Boolean _ -> Optional.empty();
      case null -> missing(name);
      default -> fault(Reason.MALFORMED, "the token's " + name + " is neither text nor number");
    };
  }

  private static Optional<Fault> missing(String name) {
    return fault(Reason.MISSING_CLAIM, "the token does not say its " + name);
  }

  private Optional<Fault> times() {
    Optional<Instant> expires = time(claims, "exp");
    if (expires.isEmpty()) {
      return fault(Reason.MISSING_CLAIM, "the token does not say when it expires (exp)");
    }
    if (!now.isBefore(expires.get().plus(rules.skew()))) {
      Duration ago = Duration.between(expires.get(), now);
      String advice = rules.advice().isEmpty() ? "" : "; " + rules.advice();
      return fault(Reason.EXPIRED, "the token expired " + Durations.text(ago) + " ago" + advice);
    }
    if (claims.containsKey("nbf")) {
      Optional<Instant> from = time(claims, "nbf");
      if (from.isEmpty()) {
        return fault(Reason.MALFORMED, "the token's nbf is not a time");
      }
      if (from.get().isAfter(now.plus(rules.skew()))) {
        return early("is valid", from.get());
      }
    }
    return Optional.empty();
  }

  private Optional<Fault> life() {
    Optional<Instant> issued = time(claims, "iat");
    if (issued.isEmpty()) {
      return fault(Reason.MISSING_CLAIM, "the token does not say when it was issued (iat)");
    }
    if (issued.get().isAfter(now.plus(rules.skew()))) {
      return early("was issued", issued.get());
    }
    Duration life = Duration.between(issued.get(), time(claims, "exp").orElseThrow());
    if (!life.isPositive()) {
      return fault(Reason.MALFORMED, "the token expires before it was issued");
    }
    if (life.compareTo(rules.maxAge()) > 0) {
      return fault(
          Reason.OTHER,
          "the token lives for "
              + Durations.text(life)
              + "; at most "
              + Durations.text(rules.maxAge())
              + " is accepted (max_age)");
    }
    return Optional.empty();
  }

  private Optional<Fault> early(String what, Instant from) {
    return fault(
        Reason.NOT_YET_VALID,
        "the token "
            + what
            + " only in "
            + Durations.text(Duration.between(now, from))
            + "; compare the clocks of the issuer and the gateway");
  }

  private static Optional<Fault> fault(Reason reason, String explanation) {
    return Optional.of(new Fault(reason, explanation));
  }
}
