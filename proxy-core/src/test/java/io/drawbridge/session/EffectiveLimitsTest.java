// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.drawbridge.auth.Claims;
import io.drawbridge.auth.Identity;
import io.drawbridge.auth.Limits;
import io.drawbridge.auth.Liveness;
import io.drawbridge.identify.Verdict;
import io.drawbridge.settings.LimitSettings;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The tightest bound wins, and nobody who cannot be asked about lives for ever. */
class EffectiveLimitsTest {
  private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
  private static final EffectiveLimits BOUNDS = bounds(Set.of());

  private static EffectiveLimits bounds(Set<String> keptAfterExpiry) {
    return new EffectiveLimits(LimitSettings.STANDARD, keptAfterExpiry, true);
  }

  private static Verdict.Verified who(Liveness liveness, Instant expiresAt) {
    return new Verdict.Verified(
        "auth", new Identity("issuer", "subject", Claims.NONE, Map.of(), expiresAt), liveness);
  }

  private static final Liveness TRACKED =
      new Liveness() {
        @Override
        public String key() {
          return "job";
        }

        @Override
        public State check() {
          return State.RUNNING;
        }
      };

  private static Limits limits(Duration lifetime) {
    return new Limits(
        Optional.of(lifetime),
        Optional.empty(),
        OptionalLong.of(1_000),
        OptionalInt.empty(),
        OptionalInt.empty());
  }

  @Test
  void aTrackedJobsTunnelIsCutByNoClock() {
    var limits = BOUNDS.of(who(TRACKED, Instant.MAX), Limits.NONE, NOW);
    assertEquals(Optional.empty(), limits.lifetime());
    assertEquals(Optional.empty(), limits.idle());
  }

  @Test
  void anUntrackedOneLivesAnHourAtMost() {
    Verdict.Verified who = who(Liveness.UNTRACKED, Instant.MAX);
    var limits = BOUNDS.of(who, Limits.NONE, NOW);
    assertEquals(Optional.of(Duration.ofHours(1)), limits.lifetime());
    assertEquals(Optional.of(Duration.ofHours(1)), limits.idle());
    assertEquals(
        Optional.of(Duration.ofHours(1)),
        BOUNDS.of(who, limits(Duration.ofHours(9)), NOW).lifetime());
    assertEquals(
        Optional.of(Duration.ofMinutes(5)),
        BOUNDS.of(who, limits(Duration.ofMinutes(5)), NOW).lifetime());
  }

  @Test
  void aRulesBytesHold() {
    var limits = BOUNDS.of(who(TRACKED, Instant.MAX), limits(Duration.ofHours(1)), NOW);
    assertEquals(OptionalLong.of(1_000), limits.bytes());
  }

  private static Optional<Duration> untilExpiry(EffectiveLimits bounds, Instant expiresAt) {
    return bounds.of(who(TRACKED, expiresAt), Limits.NONE, NOW).credential();
  }

  @Test
  void aTunnelEndsAMinuteAfterItsCredential() {
    assertEquals(Optional.of(Duration.ofSeconds(90)), untilExpiry(BOUNDS, NOW.plusSeconds(30)));
    assertEquals(Optional.of(Duration.ZERO), untilExpiry(BOUNDS, NOW.minusSeconds(600)));
    assertEquals(Optional.empty(), untilExpiry(BOUNDS, Instant.MAX));
  }

  @Test
  void unlessItsAuthenticatorKeepsIt() {
    EffectiveLimits kept = bounds(Set.of("auth"));
    assertEquals(Optional.empty(), untilExpiry(kept, NOW));
  }
}
