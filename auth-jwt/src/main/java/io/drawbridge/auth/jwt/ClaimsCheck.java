// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.jwt.Finding.Held;
import io.drawbridge.auth.jwt.Finding.Moot;
import io.drawbridge.auth.jwt.Finding.Named;
import io.drawbridge.common.Durations;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a token's claims must say (RFC 7519, section 4.1). A claim that is null counts as missing: a
 * token whose {@code exp} is null would never expire.
 */
record ClaimsCheck(Map<String, Object> claims, TokenRules rules, Instant now) {
  /**
   * In characters. The gateway keeps no longer subject, and a longer one must be a refusal, not a
   * fault; the longest that an issuer writes is an ARN of AWS (IAM quotas).
   */
  private static final int LONGEST_TEXT = 2_048;

  /**
   * GitLab writes 40, Okta what its administrators add. The gateway keeps 200, some of which the
   * plugins make themselves.
   */
  private static final int MOST_CLAIMS = 150;

  private static final long YEAR_10000 = 253_402_300_800L;

  /** The checks, in their order. The issuer has been compared before. */
  List<Named> all() {
    List<Named> checks = new ArrayList<>();
    checks.add(new Named("audience", this::audience));
    if (!rules.prohibited().isEmpty()) {
      checks.add(new Named("purpose", this::purpose));
    }
    checks.add(new Named("claims", this::required));
    checks.add(new Named("expiry", this::expiry));
    checks.add(new Named("start", this::start));
    checks.add(new Named("issued", this::issued));
    checks.add(new Named("life", this::life));
    return checks;
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
  private Finding audience() {
    Object audience = claims.get("aud");
    if (audience == null) {
      return new Fault(Reason.MISSING_CLAIM, "the token names no audience (aud)");
    }
    if (rules.audience().equals(audience) || List.of(rules.audience()).equals(audience)) {
      return new Held(() -> Fault.quote(rules.audience()));
    }
    return new Fault(
        Reason.WRONG_AUDIENCE,
        ("the token is for %s, not for %s alone: let the job ask for a token with exactly this"
                + " aud")
            .formatted(Fault.quote(audience), Fault.quote(rules.audience())));
  }

  private Finding purpose() {
    for (String name : rules.prohibited()) {
      if (claims.containsKey(name)) {
        return new Fault(
            Reason.WRONG_PURPOSE, "the token has " + name + ": it was made for another purpose");
      }
    }
    return new Held(
        () -> "it has no " + String.join(", ", rules.prohibited().stream().sorted().toList()));
  }

  private Finding required() {
    if (claims.size() > MOST_CLAIMS) {
      return new Fault(Reason.MALFORMED, "the token has more than " + MOST_CLAIMS + " claims");
    }
    if (!(claims.get("sub") instanceof String)) {
      return new Fault(Reason.MISSING_CLAIM, "the token has no subject (sub)");
    }
    Optional<Fault> fault = present("sub");
    for (String name : rules.required()) {
      fault = fault.or(() -> present(name));
    }
    return fault.isPresent()
        ? fault.get()
        : new Held(() -> "it says its sub, " + String.join(", ", rules.required()));
  }

  private Optional<Fault> present(String name) {
    return switch (claims.get(name)) {
      case String text when text.isBlank() -> missing(name);
      case String text when text.length() > LONGEST_TEXT ->
          malformed("the token's " + name + " is longer than " + LONGEST_TEXT + " characters");
      case String text when text.chars().anyMatch(Character::isISOControl) ->
          malformed("the token's " + name + " has control characters");
      case String _, Number _, Boolean _ -> Optional.empty();
      case null -> missing(name);
      default -> malformed("the token's " + name + " is neither text nor number");
    };
  }

  private static Optional<Fault> missing(String name) {
    return Optional.of(new Fault(Reason.MISSING_CLAIM, "the token does not say its " + name));
  }

  private static Optional<Fault> malformed(String explanation) {
    return Optional.of(new Fault(Reason.MALFORMED, explanation));
  }

  private Finding expiry() {
    Optional<Instant> expires = time(claims, "exp");
    if (expires.isEmpty()) {
      return new Fault(Reason.MISSING_CLAIM, "the token does not say when it expires (exp)");
    }
    if (!now.isBefore(expires.get().plus(rules.skew()))) {
      Duration ago = Duration.between(expires.get(), now);
      String advice = rules.advice().isEmpty() ? "" : "; " + rules.advice();
      return new Fault(
          Reason.EXPIRED, "the token expired " + Durations.text(ago) + " ago" + advice, ago);
    }
    return told(expires.get());
  }

  private Finding start() {
    if (!claims.containsKey("nbf")) {
      return new Held(() -> "not said, which is accepted");
    }
    Optional<Instant> from = time(claims, "nbf");
    if (from.isEmpty()) {
      return new Fault(Reason.MALFORMED, "the token's nbf is not a time");
    }
    return from.get().isAfter(now.plus(rules.skew()))
        ? early("is valid", from.get())
        : told(from.get());
  }

  private Finding issued() {
    Optional<Instant> issued = time(claims, "iat");
    if (issued.isEmpty()) {
      return new Fault(Reason.MISSING_CLAIM, "the token does not say when it was issued (iat)");
    }
    return issued.get().isAfter(now.plus(rules.skew()))
        ? early("was issued", issued.get())
        : told(issued.get());
  }

  private Finding life() {
    Optional<Instant> issued = time(claims, "iat");
    Optional<Instant> expires = time(claims, "exp");
    if (issued.isEmpty() || expires.isEmpty()) {
      return new Moot("the token does not say both its iat and its exp");
    }
    Duration life = Duration.between(issued.get(), expires.get());
    if (!life.isPositive()) {
      return new Fault(Reason.MALFORMED, "the token expires before it was issued");
    }
    if (life.compareTo(rules.maxAge()) > 0) {
      return new Fault(
          Reason.OTHER,
          "the token lives for %s; at most %s is accepted (max_age)"
              .formatted(Durations.text(life), Durations.text(rules.maxAge())));
    }
    return new Held(
        () ->
            Durations.text(life)
                + "; at most "
                + Durations.text(rules.maxAge())
                + " is accepted (max_age)");
  }

  /** A time and how far it is from now; within the skew it may be on the wrong side. */
  private Finding told(Instant time) {
    return new Held(
        () -> {
          Duration ahead = Duration.between(now, time);
          String distance =
              ahead.isNegative()
                  ? Durations.text(ahead.negated()) + " ago"
                  : "in " + Durations.text(ahead);
          return time.truncatedTo(ChronoUnit.SECONDS) + ", " + distance;
        });
  }

  private Fault early(String what, Instant from) {
    Duration ahead = Duration.between(now, from);
    return new Fault(
        Reason.NOT_YET_VALID,
        "the token %s only in %s; compare the clocks of the issuer and the gateway"
            .formatted(what, Durations.text(ahead)),
        ahead);
  }
}
