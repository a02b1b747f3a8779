// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.auth.jwt;

import io.drawbridge.auth.Authentication;
import io.drawbridge.auth.Authentication.Reason;
import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Credentials;
import io.drawbridge.auth.Environment;
import io.drawbridge.auth.InvalidSettingsException;
import io.drawbridge.auth.Settings;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Verifies tokens of one issuer. Everything that can be judged from the token alone is judged
 * before a key is looked up, so that a token that could not be accepted anyway never costs the
 * issuer a request. Safe for concurrent use.
 */
public final class JwtVerifier implements AutoCloseable {
  /** The gateway remembers nothing for longer. */
  private static final Duration LONGEST_REUSE = Duration.ofMinutes(10);

  private static final String KEY = "key";
  private static final String SIGNATURE = "signature";
  private static final String CLOCK = "clock";

  private final TokenRules rules;
  private final KeySet keys;
  private final InstantSource clock;
  private final Mistakes mistakes;
  private final Supplier<Optional<Duration>> offset;

  /** With the keys that the settings name; call {@link #prime} when all else is read. */
  public static JwtVerifier of(
      TokenRules rules, Settings settings, Environment environment, Mistakes mistakes)
      throws InvalidSettingsException {
    AuthorityClock web = new AuthorityClock(environment.web(), environment.clock());
    KeySet keys = KeySettings.keys(settings, rules.issuer(), environment, web);
    return new JwtVerifier(rules, keys, environment.clock(), mistakes, web::offset);
  }

  JwtVerifier(
      TokenRules rules,
      KeySet keys,
      InstantSource clock,
      Mistakes mistakes,
      Supplier<Optional<Duration>> offset) {
    this.rules = rules;
    this.keys = keys;
    this.clock = clock;
    this.mistakes = mistakes;
    this.offset = offset;
  }

  /** Begins the first fetch of the keys and does not wait for it, so that no job does. */
  public void prime() {
    keys.prime();
  }

  /** The rules. */
  public TokenRules rules() {
    return rules;
  }

  /** Why nobody can be verified now, if so: the keys cannot be had. */
  public Optional<String> trouble() {
    return keys.trouble();
  }

  /** How far our clock is ahead of the issuer's, by its last answer; empty if it was not seen. */
  public Optional<Duration> clockOffset() {
    return offset.get();
  }

  /** Ends a fetch under way and begins no other. */
  @Override
  public void close() {
    keys.close();
  }

  /**
   * Verifies the token presented and notes each check. For an explanation the key is looked up and
   * the signature checked also if something else is wrong before.
   *
   * @return the token, if it is genuine; if not, the findings hold the refusal, which is {@link
   *     Authentication.NotMine} if there is no signed token, or one of another issuer
   * @throws InterruptedException if the calling thread is interrupted while it waits for keys
   */
  public Optional<Verification> verify(Credentials presented, Findings findings)
      throws InterruptedException {
    if (presented.token().isEmpty()) {
      Authentication answer = new Authentication.NotMine();
      findings.failed("token", "none was presented", answer, Duration.ZERO);
      return Optional.empty();
    }
    String text = presented.token().get().reveal();
    return switch (CompactToken.read(text, rules.issuer(), mistakes)) {
      case CompactToken.Reading.Other other -> {
        refuse(other, text, findings);
        yield Optional.empty();
      }
      case CompactToken.Reading.Ours(CompactToken ours) -> {
        findings.passed(CompactToken.FORMAT, () -> signed(text));
        findings.passed(CompactToken.ISSUER, () -> Fault.quote(rules.issuer()));
        yield verify(ours, findings);
      }
    };
  }

  private Optional<Verification> verify(CompactToken token, Findings findings)
      throws InterruptedException {
    if (!judge(token, findings)) {
      return Optional.empty();
    }
    Optional<KeySet.Lookup.Found> found = key(token, findings);
    if (found.isPresent()) {
      signature(token, found.get().key(), findings);
    } else {
      findings.skipped(SIGNATURE, "there is no key to check it with");
    }
    findings.noted(CLOCK, () -> clockOf(token));
    return findings.refusal().isPresent() || found.isEmpty()
        ? Optional.empty()
        : Optional.of(valid(token.payload(), found.get().freshUntil()));
  }

  private static String signed(String text) {
    return "a signed token of " + text.length() + " characters";
  }

  /** What the token alone tells: whether there is more to look at. */
  private boolean judge(CompactToken token, Findings findings) {
    Claims claimed = Claims.of(token.payload());
    findings.claimed(token.payload());
    for (Finding.Named check : checks(token)) {
      switch (check.look().get()) {
        case Finding.Held(var detail) -> findings.passed(check.name(), detail);
        case Finding.Moot(String why) -> {
          if (findings.refusal().isPresent()) {
            findings.skipped(check.name(), why);
          } else {
            findings.failed(check.name(), new Fault(Reason.MALFORMED, why).with(claimed));
          }
        }
        case Fault fault -> failed(check.name(), fault, claimed, findings);
      }
      if (!findings.goesOn()) {
        return false;
      }
    }
    return true;
  }

  private static void failed(String check, Fault fault, Claims claimed, Findings findings) {
    findings.failed(check, fault.explanation(), fault.with(claimed), fault.by());
  }

  private List<Finding.Named> checks(CompactToken token) {
    List<Finding.Named> checks = new ArrayList<>();
    if (mistakes != Mistakes.NONE) {
      checks.add(new Finding.Named("kind", () -> kind(token)));
    }
    checks.addAll(new HeaderCheck(token.header(), rules).all());
    checks.addAll(new ClaimsCheck(token.payload(), rules, clock.instant()).all());
    return checks;
  }

  private Finding kind(CompactToken token) {
    return mistakes
        .ofPurpose(token.header(), token.payload())
        .<Finding>map(told -> new Fault(Reason.WRONG_PURPOSE, told))
        .orElseGet(() -> new Finding.Held(() -> "none of those that are sent by mistake"));
  }

  private Optional<KeySet.Lookup.Found> key(CompactToken token, Findings findings)
      throws InterruptedException {
    if (findings.hasFailed(HeaderCheck.KEY_NAME)) {
      findings.skipped(KEY, "the token does not say which one");
      return Optional.empty();
    }
    String kid = (String) token.header().get("kid");
    return switch (keys.find(kid)) {
      case KeySet.Lookup.Unavailable(String explanation) -> {
        findings.failed(KEY, new Authentication.Unavailable(explanation));
        yield Optional.empty();
      }
      case KeySet.Lookup.Missing(String explanation) -> {
        Fault fault = new Fault(Reason.UNKNOWN_KEY, explanation);
        failed(KEY, fault, Claims.of(token.payload()), findings);
        yield Optional.empty();
      }
      case KeySet.Lookup.Found found -> {
        findings.passed(KEY, () -> "the issuer publishes " + Fault.keyId(kid));
        yield Optional.of(found);
      }
    };
  }

  private static void signature(CompactToken token, VerificationKey key, Findings findings) {
    if (findings.hasFailed(HeaderCheck.ALGORITHM)) {
      findings.skipped(SIGNATURE, "it is made in a way that is not accepted");
      return;
    }
    String algorithm = (String) token.header().get("alg");
    if (key.verifies(algorithm, token.signed(), token.signature())) {
      findings.passed(SIGNATURE, () -> "it fits the token's content");
      return;
    }
    Fault fault =
        new Fault(
            Reason.BAD_SIGNATURE,
            "the token's signature does not fit its content; was it changed or cut?");
    failed(SIGNATURE, fault, Claims.of(token.payload()), findings);
  }

  /**
   * Something that is not ours. Where the issuer alone is wrong, and the token meant for us all the
   * same, an explanation goes on with what can be judged without its keys.
   */
  private void refuse(CompactToken.Reading.Other other, String text, Findings findings) {
    if (other.check().equals(CompactToken.ISSUER)) {
      findings.passed(CompactToken.FORMAT, () -> signed(text));
    }
    findings.failed(other.check(), other.detail(), other.answer(), Duration.ZERO);
    if (findings.goesOn()
        && other.check().equals(CompactToken.ISSUER)
        && other.answer() instanceof Authentication.Rejected rejected
        && rejected.claimed().get("iss") instanceof Claims.Value.Scalar(String issuer)
        && CompactToken.read(text, issuer, Mistakes.NONE)
            instanceof CompactToken.Reading.Ours(CompactToken token)) {
      judge(token, findings);
      findings.skipped(KEY, "keys of another issuer are not known here");
      findings.skipped(SIGNATURE, "there is no key to check it with");
    }
  }

  private String clockOf(CompactToken token) {
    Optional<Duration> seen = offset.get();
    if (seen.isPresent()) {
      return AuthorityClock.told(seen.get(), "the issuer's");
    }
    Optional<Instant> issued = ClaimsCheck.time(token.payload(), "iat");
    Instant now = clock.instant();
    return issued.isPresent() && issued.get().isAfter(now)
        ? AuthorityClock.told(
            Duration.between(issued.get(), now), "the issuer's, by the token's iat")
        : "the issuer's was not seen; going by the token's iat, this machine's is not behind it";
  }

  private Verification valid(Map<String, Object> claims, Instant freshUntil) {
    Instant expires = ClaimsCheck.time(claims, "exp").orElseThrow();
    Instant now = clock.instant();
    Duration reuse =
        Collections.min(
            List.of(
                LONGEST_REUSE, Duration.between(now, expires), Duration.between(now, freshUntil)));
    return new Verification(
        claims, (String) claims.get("sub"), expires, reuse.isNegative() ? Duration.ZERO : reuse);
  }
}
