// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.settings;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What bounds every tunnel besides what its grant says, in the table {@code limits}.
 *
 * @param lifetime the longest life of any tunnel, if bounded
 * @param untrackedLifetime the longest life where nobody can be asked about the job
 * @param untrackedIdle how long such a tunnel may move no byte
 * @param bytes the most bytes of any tunnel, both directions together, if bounded
 * @param halfClosed how long a direction may make no progress once the other has ended
 * @param stalled how long a side may take no bytes while some wait for it
 * @param afterExpiry how long a tunnel may go on once its credential's life has ended
 */
public record LimitSettings(
    Optional<Duration> lifetime,
    Duration untrackedLifetime,
    Duration untrackedIdle,
    OptionalLong bytes,
    Duration halfClosed,
    Duration stalled,
    Duration afterExpiry) {
  /** The longest lifetime and idle time that can be set, here and in a rule. */
  public static final Duration LONGEST = Duration.ofDays(31);

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Duration DAY = Duration.ofDays(1);

  /**
   * An hour where nobody can be asked; half-closed 60 s, stalled 5 min, 60 s after expiry; no bound
   * on lifetime and bytes.
   */
  public static final LimitSettings STANDARD =
      new LimitSettings(
          Optional.empty(),
          HOUR,
          HOUR,
          OptionalLong.empty(),
          Duration.ofSeconds(60),
          Duration.ofMinutes(5),
          Duration.ofSeconds(60));

  /**
   * Refuses what is out of range: times from 200 ms on (after expiry from 0), {@code lifetime} up
   * to 31 days, the others up to a day.
   */
  public LimitSettings {
    Bounds limits = new Bounds("limits");
    lifetime.ifPresent(d -> limits.check("lifetime", d, Bounds.SHORTEST, LONGEST));
    limits.check("untracked_lifetime", untrackedLifetime, Bounds.SHORTEST, DAY);
    limits.check("untracked_idle", untrackedIdle, Bounds.SHORTEST, DAY);
    bytes.ifPresent(most -> limits.check("bytes", most, 1, Long.MAX_VALUE));
    limits.check("half_closed", halfClosed, Bounds.SHORTEST, DAY);
    limits.check("stalled", stalled, Bounds.SHORTEST, DAY);
    limits.check("after_expiry", afterExpiry, Duration.ZERO, DAY);
  }

  /** With that longest life of any tunnel. */
  public LimitSettings lifetime(Duration d) {
    return new LimitSettings(
        Optional.of(d), untrackedLifetime, untrackedIdle, bytes, halfClosed, stalled, afterExpiry);
  }

  /** With that longest life where nobody can be asked about the job. */
  public LimitSettings untrackedLifetime(Duration d) {
    return new LimitSettings(lifetime, d, untrackedIdle, bytes, halfClosed, stalled, afterExpiry);
  }

  /** With that silence where nobody can be asked about the job. */
  public LimitSettings untrackedIdle(Duration d) {
    return new LimitSettings(
        lifetime, untrackedLifetime, d, bytes, halfClosed, stalled, afterExpiry);
  }

  /** With that many bytes of any tunnel. */
  public LimitSettings bytes(long most) {
    OptionalLong b = OptionalLong.of(most);
    return new LimitSettings(
        lifetime, untrackedLifetime, untrackedIdle, b, halfClosed, stalled, afterExpiry);
  }

  /** With that wait for the second direction's end. */
  public LimitSettings halfClosed(Duration d) {
    return new LimitSettings(
        lifetime, untrackedLifetime, untrackedIdle, bytes, d, stalled, afterExpiry);
  }

  /** With that patience for a side that takes no bytes. */
  public LimitSettings stalled(Duration d) {
    return new LimitSettings(
        lifetime, untrackedLifetime, untrackedIdle, bytes, halfClosed, d, afterExpiry);
  }

  /** With that time after the credential's end. */
  public LimitSettings afterExpiry(Duration d) {
    return new LimitSettings(
        lifetime, untrackedLifetime, untrackedIdle, bytes, halfClosed, stalled, d);
  }
}
