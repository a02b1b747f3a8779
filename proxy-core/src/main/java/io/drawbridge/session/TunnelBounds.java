// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.session;

import io.drawbridge.auth.Limits;
import io.drawbridge.tunnel.TunnelLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What bounds every tunnel, besides what its grant says.
 *
 * @param lifetime the longest life of any tunnel, if bounded
 * @param untrackedLifetime the longest life where nobody can be asked about the job
 * @param untrackedIdle how long such a tunnel may move no byte
 * @param bytes the most bytes of any tunnel, if bounded
 * @param halfClosed how long a direction may make no progress once the other has ended
 * @param stalled how long a side may take no bytes while some wait for it
 * @param afterExpiry how long a tunnel may go on after its credential's life has ended
 * @param keptAfterExpiry authenticators whose tunnels do not end with the credential
 * @param bounded false on a job's own side, where the gateway bounds
 */
public record TunnelBounds(
    Optional<Duration> lifetime,
    Duration untrackedLifetime,
    Duration untrackedIdle,
    OptionalLong bytes,
    Duration halfClosed,
    Duration stalled,
    Duration afterExpiry,
    Set<String> keptAfterExpiry,
    boolean bounded) {
  /** 1 h where nobody can be asked; half-closed 60 s, stalled 5 min; 60 s after expiry. */
  public static final TunnelBounds STANDARD =
      new TunnelBounds(
          Optional.empty(),
          Duration.ofHours(1),
          Duration.ofHours(1),
          OptionalLong.empty(),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60),
          Set.of(),
          true);

  /** The limits of one tunnel that begins now. */
  TunnelLimits limits(Admitted who, Limits granted, Instant now) {
    Optional<Duration> longest = shorter(lifetime, granted.lifetime());
    Optional<Duration> silent = granted.idle();
    if (bounded && !who.tracked()) {
      longest = shorter(longest, Optional.of(untrackedLifetime));
      silent = silent.or(() -> Optional.of(untrackedIdle));
    }
    OptionalLong most = granted.bytes();
    if (bytes.isPresent()) {
      most = OptionalLong.of(Math.min(bytes.getAsLong(), most.orElse(Long.MAX_VALUE)));
    }
    return new TunnelLimits(longest, untilExpiry(who, now), silent, most, halfClosed, stalled);
  }

  /** How long from now the credential allows; empty if it sets no end. */
  private Optional<Duration> untilExpiry(Admitted who, Instant now) {
    Instant end = who.identity().expiresAt();
    if (end.equals(Instant.MAX) || keptAfterExpiry.contains(who.authenticator())) {
      return Optional.empty();
    }
    Duration left = Duration.between(now, end).plus(afterExpiry);
    return Optional.of(left.isNegative() ? Duration.ZERO : left);
  }

  private static Optional<Duration> shorter(Optional<Duration> a, Optional<Duration> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.or(() -> b);
    }
    return a.get().compareTo(b.get()) <= 0 ? a : b;
  }
}
