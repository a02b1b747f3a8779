// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.auth.Limits;
import io.drawbridge.identify.Verdict;
import io.drawbridge.settings.LimitSettings;
import io.drawbridge.tunnel.TunnelLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What bounds a tunnel: the tightest of the settings, its grant and its credential. Immutable.
 *
 * @param settings what bounds every tunnel
 * @param keptAfterExpiry authenticators whose tunnels do not end with the credential
 * @param gateway whether this is the gateway, and not a job's own side: it bounds a tunnel by time
 *     where nobody can be asked about its job, and it alone says how a tunnel ended
 */
public record EffectiveLimits(
    LimitSettings settings, Set<String> keptAfterExpiry, boolean gateway) {
  /**
   * Goodbyes cross: on a busy machine a process waits that long between its last words and its
   * close. Two in a row that both waited would wait for each other.
   */
  private static final Duration FAREWELL = Duration.ofMillis(250);

  /** Copies the set. */
  public EffectiveLimits {
    keptAfterExpiry = Set.copyOf(keptAfterExpiry);
  }

  TunnelLimits of(Verdict.Verified who, Limits granted, Instant now) {
    Limits all =
        new Limits(
                settings.lifetime(),
                Optional.empty(),
                settings.bytes(),
                granted.tunnelsPerJob(),
                granted.tunnelsPerPrincipal())
            .tightest(granted);
    Optional<Duration> longest = all.lifetime();
    Optional<Duration> silent = all.idle();
    if (gateway && !who.tracked()) {
      longest = Optional.of(shorter(longest, settings.untrackedLifetime()));
      silent = silent.or(() -> Optional.of(settings.untrackedIdle()));
    }
    OptionalLong most = all.bytes();
    return new TunnelLimits(
        longest,
        untilExpiry(who, now),
        silent,
        most,
        settings.halfClosed(),
        settings.stalled(),
        gateway ? FAREWELL : Duration.ZERO);
  }

  /** How long from now the credential allows; empty if it sets no end. */
  private Optional<Duration> untilExpiry(Verdict.Verified who, Instant now) {
    Instant end = who.identity().expiresAt();
    if (end.equals(Instant.MAX) || keptAfterExpiry.contains(who.authenticator())) {
      return Optional.empty();
    }
    Duration left = Duration.between(now, end).plus(settings.afterExpiry());
    return Optional.of(left.isNegative() ? Duration.ZERO : left);
  }

  private static Duration shorter(Optional<Duration> a, Duration b) {
    return a.isPresent() && a.get().compareTo(b) < 0 ? a.get() : b;
  }
}
