// SPDX-License-Identifier: Apache-2.0
package io.drawbridge.tunnel;

import io.drawbridge.observe.CloseReason;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What bounds one tunnel.
 *
 * @param lifetime how long it may last, if bounded; by the clock that strikes first, the machine's
 *     or the wall's, so that neither a sleep nor a clock that is set prolongs it
 * @param credential how long the credential allows it to go on, if that ends; measured likewise
 * @param idle how long it may move no byte in either direction, if bounded
 * @param bytes how many bytes it may move in both directions together, if bounded
 * @param halfClosed how long one direction may make no progress once the other has ended
 * @param stalled how long a side may take no bytes while some are pending for it
 * @param farewell how long a side may take to end by itself once the other one has reset
 */
public record TunnelLimits(
    Optional<Duration> lifetime,
    Optional<Duration> credential,
    Optional<Duration> idle,
    OptionalLong bytes,
    Duration halfClosed,
    Duration stalled,
    Duration farewell) {
  /**
   * Which of the limits that last until an hour of the day have struck after so long; null if none.
   * Silence is not among them: a clock that is set has moved no byte and kept none back.
   */
  CloseReason struckAfter(Duration sinceStart) {
    if (credential.isPresent() && sinceStart.compareTo(credential.get()) >= 0) {
      return CloseReason.TOKEN_EXPIRED;
    }
    return lifetime.isPresent() && sinceStart.compareTo(lifetime.get()) >= 0
        ? CloseReason.LIFETIME
        : null;
  }
}
